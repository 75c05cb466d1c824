namespace InstructRec.Evaluation.Protocols;

/// <summary>How a protocol asks.</summary>
public sealed record ProtocolOptions
{
    /// <summary>The defaults.</summary>
    public static ProtocolOptions Default { get; } = new();

    /// <summary>The seed that shuffles each person's candidates, target among them, before any system sees them.</summary>
    public ulong ShuffleSeed { get; init; } = 2_305_070_011;

    /// <summary>How many people are asked about at once.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Only the first so many people of a seeded order take part; all where <see langword="null"/>.</summary>
    public int? PersonSample { get; init; }
}
