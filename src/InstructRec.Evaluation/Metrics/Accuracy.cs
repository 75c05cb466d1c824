namespace InstructRec.Evaluation.Metrics;

/// <summary>The share of right answers of yes-or-no and which-of-two questions.</summary>
public static class Accuracy
{
    /// <summary>Of pairs, how often the right one is scored higher; an exact tie counts half.</summary>
    /// <param name="right">The scores of the right ones.</param>
    /// <param name="wrong">The scores of the wrong ones, pair by pair.</param>
    /// <returns>From 0 to 1; 0.5 is chance.</returns>
    /// <exception cref="ArgumentException">Lengths differ, nothing was given, or a score is NaN.</exception>
    public static double OfPairs(ReadOnlySpan<double> right, ReadOnlySpan<double> wrong)
    {
        double[] outcomes = PairOutcomes(right, wrong);
        return outcomes.Length > 0 ? outcomes.Average() : throw new ArgumentException("There is no pair.", nameof(right));
    }

    /// <summary>One outcome per pair, for intervals: 1 right, 0 wrong, 0.5 tied.</summary>
    /// <param name="right">The scores of the right ones.</param>
    /// <param name="wrong">The scores of the wrong ones.</param>
    /// <returns>As many values as pairs.</returns>
    /// <exception cref="ArgumentException">Lengths differ or a score is NaN.</exception>
    public static double[] PairOutcomes(ReadOnlySpan<double> right, ReadOnlySpan<double> wrong)
    {
        if (right.Length != wrong.Length)
        {
            throw new ArgumentException($"{right.Length} and {wrong.Length} scores do not make pairs.", nameof(wrong));
        }

        var outcomes = new double[right.Length];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = double.IsNaN(right[i]) || double.IsNaN(wrong[i])
                ? throw new ArgumentException($"A score of pair {i} is NaN.", nameof(right))
                : right[i] > wrong[i] ? 1 : right[i] < wrong[i] ? 0 : 0.5;
        }

        return outcomes;
    }
}
