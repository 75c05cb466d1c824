using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>What a system answered about one person.</summary>
/// <param name="Rank">Where the target stood.</param>
/// <param name="Top">The first items, at most <see cref="TopLength"/>, best first; ties stand in the shuffled order.</param>
/// <param name="TopProbability">The softmax share of the first item among the candidates.</param>
public sealed record PersonAnswer(TargetRank Rank, IReadOnlyList<int> Top, double TopProbability)
{
    /// <summary>How many items are kept.</summary>
    public const int TopLength = 5;

    /// <summary>Whether the target stands first, ties in the shuffled order.</summary>
    public bool IsHit => Rank.Rank == 1;

    internal static PersonAnswer Of(double[] scores, ReadOnlySpan<int> candidates, int target, double temperature)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).Take(TopLength)];
        int[] top = new int[order.Length];
        for (int i = 0; i < top.Length; i++)
        {
            top[i] = candidates[order[i]];
        }

        // Equal infinities share the whole among themselves.
        double best = scores[order[0]];
        double sum = scores.Sum(s => s == best ? 1 : Math.Exp((s - best) / temperature));
        return new PersonAnswer(TargetRank.Of(scores, target), top, 1 / sum);
    }
}
