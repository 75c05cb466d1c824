namespace InstructRec.Training.Optimisers;

/// <summary>The constants of <see cref="AdamW"/>.</summary>
public sealed record AdamWOptions
{
    /// <summary>How much of the running mean of gradients a step keeps; 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How much of the running mean of squared gradients a step keeps; 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the squared gradients; 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay, per step times the learning rate, on the parameters that decay; 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;
}
