namespace InstructRec.Training.Batches;

/// <summary>Where examples come from: made when they are needed, and made again alike.</summary>
/// <remarks>
/// Implementations are thread-safe, use managed memory only, and are pure functions of their arguments: that is what lets a run be resumed
/// from a position alone.
/// </remarks>
public interface IExampleSource
{
    /// <summary>How many examples make one epoch.</summary>
    int Count { get; }

    /// <summary>What must be the same when a run is resumed, as texts by name.</summary>
    IReadOnlyDictionary<string, string> Describe() => new OptionTexts().All;

    /// <summary>Fails where an example would show or teach what is to be foretold; asked once before a training. A source that knows no split has nothing to check.</summary>
    /// <param name="cancellationToken">Stops the checking.</param>
    /// <exception cref="InstructRecException">There is a leak: the first few are named (<see cref="InstructRecErrorKind.Leakage"/>).</exception>
    void CheckLeakage(CancellationToken cancellationToken = default)
    {
    }

    /// <summary>Makes one example.</summary>
    /// <param name="epoch">The epoch, from 0; a source may word an example otherwise in each.</param>
    /// <param name="index">The example's place, from 0 to <see cref="Count"/> - 1.</param>
    /// <returns>The example, or <see langword="null"/> to leave it out.</returns>
    /// <exception cref="InstructRecException">The example cannot be built.</exception>
    TrainingExample? Create(int epoch, int index);
}
