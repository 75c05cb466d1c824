namespace InstructRec.Training.Objectives;

/// <summary>How <see cref="ListwiseObjective"/> weighs candidates.</summary>
public sealed record ListwiseOptions
{
    /// <summary>How much one list counts, against 1 for one token of a target; 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether a candidate's score is its likelihood per token instead of the sum; off.</summary>
    public bool DividesByLength { get; init; }

    /// <summary>
    /// How many candidates an example that names none is given at most: the items that its neighbours in the batch are asked for, its own left out. 0: none.
    /// Batches are sorted by length, so neighbours are people with as much of a past.
    /// </summary>
    public int BatchNegatives { get; init; }

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public ListwiseOptions Validate() =>
        !double.IsFinite(Weight) || Weight <= 0 ? throw new InstructRecException(InstructRecErrorKind.Options, "Weight must be positive", nameof(ListwiseOptions))
        : BatchNegatives < 0 ? throw new InstructRecException(InstructRecErrorKind.Options, "BatchNegatives must not be negative", nameof(ListwiseOptions))
        : this;
}
