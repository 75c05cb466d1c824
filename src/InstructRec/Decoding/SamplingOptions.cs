namespace InstructRec.Decoding;

/// <summary>How <see cref="Sampling"/> draws.</summary>
public sealed record SamplingOptions : DecodingOptions
{
    /// <summary>What the logits are divided by; above 0, default 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Draw from the k largest only; <see langword="null"/> (the default) for no such limit.</summary>
    public int? TopK { get; init; }

    /// <summary>Draw from the most probable tokens that together reach this mass; 1 (the default) for no such limit.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>The seed of the draws; default 0. A row draws by seed and its place in the batch, whatever the other rows are.</summary>
    public ulong Seed { get; init; }
}
