using System.Globalization;

namespace InstructRec.Evaluation.Metrics;

/// <summary>HR@k: 1 where the target is among the first k, else 0.</summary>
public sealed class HitRate : RankingMetric
{
    private readonly int _k;

    /// <summary>Creates the metric.</summary>
    /// <param name="k">How many places count; positive.</param>
    public HitRate(int k)
        : base(string.Create(CultureInfo.InvariantCulture, $"HR@{k}"))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        _k = k;
    }

    /// <inheritdoc/>
    public override int LeastCandidates => _k + 1;

    /// <inheritdoc/>
    public override double AtRank(int rank, int candidates) => rank <= _k ? 1 : 0;
}
