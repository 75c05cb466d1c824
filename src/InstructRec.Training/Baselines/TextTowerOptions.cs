namespace InstructRec.Training.Baselines;

/// <summary>The settings of <see cref="TextTowers"/>.</summary>
public sealed record TextTowerOptions
{
    /// <summary>The width of the vectors of words, titles and histories; 64.</summary>
    public int Width { get; init; } = 64;

    /// <summary>The width inside the towers; 128.</summary>
    public int InnerWidth { get; init; } = 128;

    /// <summary>What cosines are divided by; 0.1.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>Adam's learning rate; 0.002.</summary>
    public double LearningRate { get; init; } = 0.002;

    /// <summary>Histories with their next item per step, which are each other's negatives; 2,048.</summary>
    public int RowsPerStep { get; init; } = 2048;

    /// <summary>How many of the most recent items of a history take part; 20.</summary>
    public int MaxLength { get; init; } = 20;

    /// <summary>Passes over the training part at most; 15.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>Training ends after so many passes without a better NDCG@5 on validation; 3.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>How many people are asked about after each pass, with nine random negatives each; 10,000 at most.</summary>
    public int ValidationPeople { get; init; } = 10_000;

    /// <summary>Decides first weights and order; 2020.</summary>
    public ulong Seed { get; init; } = 2020;

    internal TextTowerOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(InnerWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Temperature);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(RowsPerStep, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Patience);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ValidationPeople);
        return this;
    }
}
