using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>One system on several draws of negatives for the same people: each person counts once, with the average over the draws.</summary>
/// <remarks>The interval is over people; what the draw of nine negatives adds to the noise of one file is averaged away.</remarks>
public sealed class DrawAverage
{
    private readonly IReadOnlyList<EvaluationResult> _draws;

    /// <summary>Takes the results of the draws.</summary>
    /// <param name="draws">One result per draw, all of one system on the same people.</param>
    /// <exception cref="ArgumentException">No draws, or other people or systems among them.</exception>
    public DrawAverage(IReadOnlyList<EvaluationResult> draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        if (draws.Count == 0 || draws.Any(d => d.System != draws[0].System || !d.People.SequenceEqual(draws[0].People, StringComparer.Ordinal)))
        {
            throw new ArgumentException("The draws must be of one system on the same people.", nameof(draws));
        }

        _draws = draws;
    }

    /// <summary>The system's name.</summary>
    public string System => _draws[0].System;

    /// <summary>How many draws there are.</summary>
    public int Count => _draws.Count;

    /// <summary>One value per person: the average over the draws, ties by expectation.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>As many values as people.</returns>
    public double[] Values(RankingMetric metric)
    {
        double[][] draws = [.. _draws.Select(d => d.Values(metric))];
        return [.. Enumerable.Range(0, draws[0].Length).Select(p => draws.Average(d => d[p]))];
    }

    /// <summary>The means with their intervals over people.</summary>
    /// <param name="metrics">The metrics; the paper's where none are given.</param>
    /// <returns>One interval per metric.</returns>
    public IReadOnlyList<Interval> Intervals(params IReadOnlyList<RankingMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Bootstrap.Means([.. (metrics.Count == 0 ? EvaluationResult.PaperMetrics : metrics).Select(Values)]);
    }

    /// <summary>This system minus another, person by person.</summary>
    /// <param name="other">The other system on the same people and draws.</param>
    /// <param name="metric">The metric.</param>
    /// <returns>The paired difference and its interval.</returns>
    /// <exception cref="ArgumentException">The two were not asked about the same people and draws.</exception>
    public Interval Minus(DrawAverage other, RankingMetric metric)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _draws[0].People.SequenceEqual(other._draws[0].People, StringComparer.Ordinal) && Count == other.Count
            ? Bootstrap.Difference(Values(metric), other.Values(metric))
            : throw new ArgumentException($"'{System}' and '{other.System}' were not asked about the same people and draws.", nameof(other));
    }
}
