namespace InstructRec.Scoring;

/// <summary>The one way that scores become an order.</summary>
public static class RankingOrder
{
    /// <summary>The indexes of the scores from best to worst; equal scores keep their input order.</summary>
    /// <param name="scores">The scores, none of them NaN.</param>
    /// <exception cref="ArgumentException">A score is NaN, which has no place in an order.</exception>
    public static int[] Descending(ReadOnlySpan<double> scores)
    {
        int[] order = new int[scores.Length];
        double[] keys = new double[scores.Length];
        for (int i = 0; i < order.Length; i++)
        {
            if (double.IsNaN(scores[i]))
            {
                throw new ArgumentException("A score is NaN.", nameof(scores));
            }

            order[i] = i;
            keys[i] = scores[i];
        }

        order.AsSpan().Sort((a, b) => keys[b].CompareTo(keys[a]) is not 0 and int byScore ? byScore : a.CompareTo(b));
        return order;
    }
}
