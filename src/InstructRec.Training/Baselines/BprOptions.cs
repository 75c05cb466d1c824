namespace InstructRec.Training.Baselines;

/// <summary>The settings of <see cref="Bpr"/>.</summary>
public sealed record BprOptions
{
    /// <summary>The width of the vectors of people and items; 64.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Adam's learning rate; 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Pairs of a taken and an untaken item per step; 2,048.</summary>
    public int PairsPerStep { get; init; } = 2048;

    /// <summary>Passes over the training part at most; 100.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Training ends after so many passes without a better NDCG@5 on validation; 5.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>How many people are asked about after each pass, with nine random negatives each; 10,000 at most.</summary>
    public int ValidationPeople { get; init; } = 10_000;

    /// <summary>Decides first vectors, order and negatives; 2020.</summary>
    public ulong Seed { get; init; } = 2020;

    internal BprOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PairsPerStep);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Patience);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ValidationPeople);
        return this;
    }
}
