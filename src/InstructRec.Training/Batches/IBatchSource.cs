namespace InstructRec.Training.Batches;

/// <summary>The endless row of batches that a run reads.</summary>
/// <remarks>Read by one thread.</remarks>
public interface IBatchSource : IDisposable
{
    /// <summary>How many examples make one epoch.</summary>
    int ExamplesPerEpoch { get; }

    /// <summary>What must be the same when a run is resumed, as texts by name.</summary>
    IReadOnlyDictionary<string, string> Describe() => new OptionTexts().With("ExamplesPerEpoch", ExamplesPerEpoch).All;

    /// <summary>Fails where an example would show or teach what is to be foretold; asked once before a training.</summary>
    /// <param name="cancellationToken">Stops the checking.</param>
    /// <exception cref="InstructRecException">There is a leak: the first few are named (<see cref="InstructRecErrorKind.Leakage"/>).</exception>
    void CheckLeakage(CancellationToken cancellationToken = default)
    {
    }

    /// <summary>Goes to a place; what was prepared ahead is thrown away.</summary>
    /// <param name="position">The place of the next batch.</param>
    void Seek(BatchPosition position);

    /// <summary>The next batch.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="InstructRecException">An example could not be built, or there is none.</exception>
    TrainingBatch Next(CancellationToken cancellationToken = default);
}
