namespace InstructRec.Evaluation.Metrics;

/// <summary>Where the target stands among its candidates, ties kept apart.</summary>
/// <param name="Better">Candidates with a greater score.</param>
/// <param name="EqualBefore">Candidates with the target's score that were given earlier.</param>
/// <param name="EqualAfter">Candidates with the target's score that were given later.</param>
/// <param name="Candidates">All candidates, the target among them.</param>
public readonly record struct TargetRank(int Better, int EqualBefore, int EqualAfter, int Candidates)
{
    /// <summary>The rank after a stable sort by falling score, from 1: ties stand in the order in which they were given.</summary>
    public int Rank => 1 + Better + EqualBefore;

    /// <summary>The rank if the target won every tie.</summary>
    public int BestRank => 1 + Better;

    /// <summary>The rank if it lost every tie.</summary>
    public int WorstRank => 1 + Better + EqualBefore + EqualAfter;

    /// <summary>Ranks one target.</summary>
    /// <param name="scores">One score per candidate, higher is better; infinities are scores, NaN is none.</param>
    /// <param name="target">The target's index among them.</param>
    /// <returns>Its rank.</returns>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public static TargetRank Of(ReadOnlySpan<double> scores, int target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, scores.Length);
        int better = 0;
        int before = 0;
        int after = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
            {
                throw new ArgumentException($"The score of candidate {i} is NaN.", nameof(scores));
            }

            better += scores[i] > scores[target] ? 1 : 0;
            before += scores[i] == scores[target] && i < target ? 1 : 0;
            after += scores[i] == scores[target] && i > target ? 1 : 0;
        }

        return new TargetRank(better, before, after, scores.Length);
    }
}
