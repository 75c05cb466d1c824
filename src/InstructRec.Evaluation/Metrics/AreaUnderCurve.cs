namespace InstructRec.Evaluation.Metrics;

/// <summary>AUC of pointwise judgements: how often a positive is scored above a negative, ties counted half.</summary>
public static class AreaUnderCurve
{
    /// <summary>Computes the area over all pairs of a positive and a negative.</summary>
    /// <param name="scores">One score per judgement; higher means more likely.</param>
    /// <param name="positive">Whether each is a positive; as long as <paramref name="scores"/>, with at least one of either.</param>
    /// <returns>From 0 to 1; 0.5 is chance.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or one of the classes is absent.</exception>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        if (scores.Length != positive.Length)
        {
            throw new ArgumentException($"{scores.Length} scores and {positive.Length} labels.", nameof(positive));
        }

        double[] sorted = scores.ToArray();
        bool[] labels = positive.ToArray();
        if (sorted.Any(double.IsNaN))
        {
            throw new ArgumentException("A score is NaN.", nameof(scores));
        }

        Array.Sort(sorted, labels);
        long positives = labels.Count(l => l);
        long negatives = labels.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            throw new ArgumentException("There must be a positive and a negative.", nameof(positive));
        }

        double won = 0;
        long negativesBelow = 0;
        for (int i = 0; i < sorted.Length;)
        {
            int end = i;
            long tiedPositives = 0;
            while (end < sorted.Length && sorted[end] == sorted[i])
            {
                tiedPositives += labels[end++] ? 1 : 0;
            }

            long tiedNegatives = end - i - tiedPositives;
            won += tiedPositives * (negativesBelow + (tiedNegatives / 2.0));
            negativesBelow += tiedNegatives;
            i = end;
        }

        return won / ((double)positives * negatives);
    }
}
