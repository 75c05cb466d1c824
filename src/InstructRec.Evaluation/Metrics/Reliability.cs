namespace InstructRec.Evaluation.Metrics;

/// <summary>How far a system's probabilities can be believed: what it was sure of, beside how often that was right.</summary>
/// <param name="Bins">Groups of equally sure answers, least sure first: mean probability, share that was right, how many.</param>
/// <param name="ExpectedError">The mean distance between the two, weighted by how many (ECE).</param>
public sealed record Reliability(IReadOnlyList<(double Probability, double Right, int Count)> Bins, double ExpectedError)
{
    /// <summary>Groups answers by probability.</summary>
    /// <param name="probabilities">The probability of each answer, from 0 to 1.</param>
    /// <param name="right">Whether each was right.</param>
    /// <param name="bins">How many groups of equal width; empty ones are left out.</param>
    /// <returns>The groups and the error.</returns>
    /// <exception cref="ArgumentException">Lengths differ, nothing was given, or a probability is outside 0 to 1.</exception>
    public static Reliability Of(IReadOnlyList<double> probabilities, IReadOnlyList<bool> right, int bins = 10)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (probabilities.Count == 0 || probabilities.Count != right.Count || probabilities.Any(p => !(p >= 0 && p <= 1)))
        {
            throw new ArgumentException("Each answer needs a probability from 0 to 1 and an outcome.", nameof(probabilities));
        }

        (double Probability, double Right, int Count)[] groups =
        [
            .. probabilities.Zip(right)
                .GroupBy(a => Math.Min(bins - 1, (int)(a.First * bins))).OrderBy(g => g.Key)
                .Select(g => (g.Average(a => a.First), g.Average(a => a.Second ? 1.0 : 0.0), g.Count())),
        ];
        return new Reliability(groups, groups.Sum(g => Math.Abs(g.Probability - g.Right) * g.Count) / probabilities.Count);
    }
}
