namespace InstructRec.Training.Objectives;

/// <summary>How <see cref="SequenceObjective"/> computes the loss.</summary>
public sealed record SequenceObjectiveOptions
{
    /// <summary>The share of the loss that asks for a uniform distribution over the vocabulary, in [0, 1); 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How many logits are computed at once, in numbers: positions times vocabulary. Half a million (2 MB) keeps a chunk in the processor's cache.</summary>
    public int ChunkLogits { get; init; } = 1 << 19;

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public SequenceObjectiveOptions Validate()
    {
        if (LabelSmoothing is not (>= 0 and < 1))
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "LabelSmoothing must be at least 0 and below 1", nameof(SequenceObjectiveOptions));
        }

        return ChunkLogits >= 1
            ? this
            : throw new InstructRecException(InstructRecErrorKind.Options, "ChunkLogits must be at least 1", nameof(SequenceObjectiveOptions));
    }
}
