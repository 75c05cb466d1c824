using System.Globalization;

namespace InstructRec.Evaluation.Metrics;

/// <summary>NDCG@k with one relevant item: 1 / log2(rank + 1) where the target is among the first k, else 0.</summary>
public sealed class Ndcg : RankingMetric
{
    private readonly int _k;

    /// <summary>Creates the metric.</summary>
    /// <param name="k">How many places count; positive.</param>
    public Ndcg(int k)
        : base(string.Create(CultureInfo.InvariantCulture, $"NDCG@{k}"))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        _k = k;
    }

    /// <inheritdoc/>
    public override int LeastCandidates => _k;

    /// <inheritdoc/>
    public override double AtRank(int rank, int candidates) => rank <= _k ? 1 / Math.Log2(rank + 1) : 0;
}
