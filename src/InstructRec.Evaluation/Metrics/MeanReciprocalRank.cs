namespace InstructRec.Evaluation.Metrics;

/// <summary>MRR: 1 / rank, without a cut-off.</summary>
public sealed class MeanReciprocalRank : RankingMetric
{
    /// <summary>Creates the metric.</summary>
    public MeanReciprocalRank()
        : base("MRR")
    {
    }

    /// <inheritdoc/>
    public override double AtRank(int rank, int candidates) => 1.0 / rank;
}
