using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>One system trained with several seeds and asked the same: each person counts once, with the average over the trainings.</summary>
/// <remarks>An interval over people is about one training; a claim about a way to train rests on several. Immutable.</remarks>
public sealed class SeedAverage
{
    private readonly IReadOnlyList<EvaluationResult> _trainings;

    /// <summary>Takes the results of the trainings.</summary>
    /// <param name="system">What tables call them together.</param>
    /// <param name="trainings">One result per seed, all on the same people and candidates.</param>
    /// <exception cref="ArgumentException">No results, or other people or candidates among them.</exception>
    public SeedAverage(string system, IReadOnlyList<EvaluationResult> trainings)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(trainings);
        if (trainings.Count == 0 || trainings.Any(t => t.CandidateSet != trainings[0].CandidateSet || !t.People.SequenceEqual(trainings[0].People, StringComparer.Ordinal)))
        {
            throw new ArgumentException("The trainings must have been asked about the same people and candidates.", nameof(trainings));
        }

        System = system;
        _trainings = trainings;
    }

    /// <summary>The system's name.</summary>
    public string System { get; }

    /// <summary>How many trainings there are.</summary>
    public int Count => _trainings.Count;

    /// <summary>One value per person: the average over the trainings, ties by expectation.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>As many values as people.</returns>
    public double[] Values(RankingMetric metric)
    {
        double[][] trainings = [.. _trainings.Select(t => t.Values(metric))];
        return [.. Enumerable.Range(0, trainings[0].Length).Select(p => trainings.Average(t => t[p]))];
    }

    /// <summary>What another seed does to the mean.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>Mean, deviation, lowest and highest over the trainings.</returns>
    /// <exception cref="ArgumentException">There is one training only.</exception>
    public SeedSpread Spread(RankingMetric metric) => SeedSpread.Of([.. _trainings.Select(t => t.Values(metric).Average())]);

    /// <summary>This system against another, person by person, each with the average over its trainings; the two need not have as many.</summary>
    /// <param name="other">The other system on the same people and candidates.</param>
    /// <param name="metric">The metric.</param>
    /// <returns>This minus the other. Interval and p-value are over people; the seeds' part in the noise is averaged, not tested.</returns>
    /// <exception cref="ArgumentException">The two were not asked about the same people and candidates.</exception>
    public PairedTest Against(SeedAverage other, RankingMetric metric)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _trainings[0].CandidateSet == other._trainings[0].CandidateSet && _trainings[0].People.SequenceEqual(other._trainings[0].People, StringComparer.Ordinal)
            ? PairedTest.Of(Values(metric), other.Values(metric), 2000)
            : throw new ArgumentException($"'{System}' and '{other.System}' were not asked about the same people and candidates.", nameof(other));
    }
}
