using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>How one system did on one set of candidates, person by person.</summary>
/// <param name="System">The system's name.</param>
/// <param name="CandidateSet">The candidates' name.</param>
/// <param name="Part">Validation or test.</param>
/// <param name="ShuffleSeed">The seed by which candidates were shuffled.</param>
/// <param name="IsOracleQuery">Whether the system was told something made from the target.</param>
/// <param name="People">The people's ids.</param>
/// <param name="Ranks">Where each person's target stood.</param>
/// <param name="Elapsed">How long the scoring took.</param>
public sealed record EvaluationResult(
    string System, string CandidateSet, SplitPart Part, ulong ShuffleSeed, bool IsOracleQuery, IReadOnlyList<string> People, IReadOnlyList<TargetRank> Ranks, TimeSpan Elapsed)
{
    /// <summary>What each person was answered: the first items and how sure the system was of them.</summary>
    public IReadOnlyList<PersonAnswer> Answers { get; init; } = [];

    /// <summary>What the figures are means over, as tables call it: <c>people</c>, or the <c>items</c> of a product search.</summary>
    public string Subjects { get; init; } = "people";

    /// <summary>The metrics of the paper's tables.</summary>
    public static IReadOnlyList<RankingMetric> PaperMetrics { get; } = [new HitRate(1), new HitRate(3), new HitRate(5), new Ndcg(3), new Ndcg(5)];

    /// <summary>One value per person; ties count by their expectation over a random order.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>As many values as people.</returns>
    /// <exception cref="InstructRecException">Someone had fewer candidates than the metric needs; the person is named (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public double[] Values(RankingMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Check(metric);
        return [.. Ranks.Select(metric.Expected)];
    }

    /// <summary>The means with their intervals; ties count by their expectation.</summary>
    /// <param name="metrics">The metrics; the paper's where none are given.</param>
    /// <returns>One interval per metric.</returns>
    public IReadOnlyList<Interval> Intervals(params IReadOnlyList<RankingMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Bootstrap.Means([.. (metrics.Count == 0 ? PaperMetrics : metrics).Select(Values)]);
    }

    /// <summary>The mean with ties standing in the shuffled order, as a user would see them.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>The mean over people.</returns>
    public double MeanInGivenOrder(RankingMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Check(metric);
        return Ranks.Average(metric.Of);
    }

    /// <summary>This system minus another on the same people.</summary>
    /// <param name="other">The other system's result on the same candidates.</param>
    /// <param name="metric">The metric.</param>
    /// <returns>The paired difference and its interval.</returns>
    /// <exception cref="ArgumentException">The two were not asked about the same people.</exception>
    public Interval Minus(EvaluationResult other, RankingMetric metric)
    {
        ArgumentNullException.ThrowIfNull(other);
        return People.SequenceEqual(other.People, StringComparer.Ordinal) && other.CandidateSet == CandidateSet
            ? Bootstrap.Difference(Values(metric), other.Values(metric))
            : throw new ArgumentException($"'{System}' and '{other.System}' were not asked about the same people and candidates.", nameof(other));
    }

    private void Check(RankingMetric metric)
    {
        for (int i = 0; i < Ranks.Count; i++)
        {
            if (Ranks[i].Candidates < metric.LeastCandidates)
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Data, $"person '{People[i]}' has {Ranks[i].Candidates} candidates, too few for {metric.Name}", CandidateSet,
                    "Give more candidates, or ask for fewer places");
            }
        }
    }
}
