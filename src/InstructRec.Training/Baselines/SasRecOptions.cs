namespace InstructRec.Training.Baselines;

/// <summary>The settings of <see cref="SasRec"/>; the defaults are RecBole's but for the length, as in the published runs this project is compared with.</summary>
public sealed record SasRecOptions
{
    /// <summary>The width of item vectors and states; 64.</summary>
    public int Width { get; init; } = 64;

    /// <summary>The width inside the feed-forward layers; 256.</summary>
    public int InnerWidth { get; init; } = 256;

    /// <summary>Attention layers; 2.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Attention heads; they divide <see cref="Width"/>; 2.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>The share of activations and attention weights dropped while training; 0.5.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>How many of the most recent items of a history take part; 20.</summary>
    public int MaxLength { get; init; } = 20;

    /// <summary>Adam's learning rate; 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>About how many next items a step learns from; 2,048.</summary>
    public int TargetsPerStep { get; init; } = 2048;

    /// <summary>Passes over the training part at most; 30.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Training ends after so many passes without a better NDCG@5 on validation; 4.</summary>
    public int Patience { get; init; } = 4;

    /// <summary>How many people are asked about after each pass, with nine random negatives each; 10,000 at most.</summary>
    public int ValidationPeople { get; init; } = 10_000;

    /// <summary>Whether the products with the whole catalogue, the dear part, are computed in bfloat16: several times as fast on processors that know it, slow on others; off.</summary>
    public bool HalfPrecisionCatalog { get; init; }

    /// <summary>Decides first weights, order and dropout; 2020.</summary>
    public ulong Seed { get; init; } = 2020;

    internal SasRecOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(InnerWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Layers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Heads);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Width % Heads, 0, nameof(Heads));
        ArgumentOutOfRangeException.ThrowIfNegative(Dropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Dropout, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLength, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(TargetsPerStep);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Patience);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ValidationPeople);
        return this;
    }
}
