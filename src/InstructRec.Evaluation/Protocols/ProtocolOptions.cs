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

    /// <summary>Puts the target at this place, from 0, of the shuffled candidates, to see what a system makes of places; where the shuffle puts it, where <see langword="null"/>.</summary>
    public int? TargetPlace { get; init; }

    /// <summary>Fewer candidates than this, the target counted, are an error that names the person: HR@5 of five candidates is always 1. 2 by default.</summary>
    public int LeastCandidates { get; init; } = 2;

    /// <summary>What scores are divided by before a softmax makes probabilities of them, for calibration; ranks do not depend on it. 1 by default.</summary>
    public double Temperature { get; init; } = 1;
}
