namespace InstructRec.Decoding;

/// <summary>How <see cref="BeamSearch"/> searches.</summary>
public sealed record BeamSearchOptions : DecodingOptions
{
    /// <summary>The number n of sequences followed at once, and of hypotheses kept; at least 1, default 4.</summary>
    public int BeamCount { get; init; } = 4;

    /// <summary>How many of the kept hypotheses are returned, best first; <see langword="null"/> (the default) for all n.</summary>
    public int? ReturnCount { get; init; }

    /// <summary>The power of the number of tokens that a hypothesis' sum is divided by: 0 ranks by sums, 1 (the default) by means.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>When the search stops before the limit; default <see cref="EarlyStopping.WhenUnlikelyToImprove"/>.</summary>
    public EarlyStopping EarlyStopping { get; init; }

    internal override void Check()
    {
        base.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(BeamCount, 1, nameof(BeamCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(ReturnCount ?? 1, 1, nameof(ReturnCount));
        if (!double.IsFinite(LengthPenalty))
        {
            throw new ArgumentOutOfRangeException(nameof(LengthPenalty), LengthPenalty, "The length penalty is a finite number.");
        }
    }
}
