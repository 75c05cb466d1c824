namespace InstructRec.Training.Objectives;

/// <summary>How much and how fast a retrieval head learns by itself before the network does.</summary>
public sealed record RetrievalPretrainingOptions
{
    /// <summary>How many passes over the examples; 4. The learning rate falls in a line to zero at the end.</summary>
    public double Passes { get; init; } = 4;

    /// <summary>The highest learning rate; 0.002.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public RetrievalPretrainingOptions Validate() => double.IsFinite(Passes) && Passes > 0 && double.IsFinite(LearningRate) && LearningRate > 0
        ? this
        : throw new InstructRecException(InstructRecErrorKind.Options, "Passes and LearningRate must be positive", nameof(RetrievalPretrainingOptions));
}
