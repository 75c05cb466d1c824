using InstructRec.Evaluation.Metrics;
using InstructRec.Scoring;

namespace InstructRec.Evaluation.Protocols;

/// <summary>Chooses, on validation, how much of the prior a score takes off and how much popularity it adds, and the temperature that makes probabilities of it.</summary>
/// <param name="Correction">The weights.</param>
/// <param name="Temperature">What scores are divided by before the softmax.</param>
/// <param name="Ndcg5">NDCG@5 with these weights, on the sets they were chosen on.</param>
/// <param name="HitRate1">HR@1, likewise.</param>
public sealed record ScoreWeights(ScoreCorrection Correction, double Temperature, double Ndcg5, double HitRate1)
{
    /// <summary>The prior weights that are tried.</summary>
    public static IReadOnlyList<double> PriorWeights { get; } = [0, 0.25, 0.5, 0.75, 1, 1.25];

    /// <summary>The popularity weights that are tried.</summary>
    public static IReadOnlyList<double> PopularityWeights { get; } = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5];

    /// <summary>The retrieval weights that are tried where a network has a retrieval head.</summary>
    public static IReadOnlyList<double> RetrievalWeights { get; } = [0, 0.5, 1, 2, 4, 6, 9, 13, 20, 30];

    /// <summary>Tries all weights and keeps the one with the best NDCG@5; of equals the smaller weights.</summary>
    /// <param name="sets">Validation sets: each candidate's likelihood, prior and count, and the place of the right one.</param>
    /// <returns>The best weights and the temperature fitted under them.</returns>
    /// <exception cref="ArgumentException">There is no set.</exception>
    public static ScoreWeights Choose(IReadOnlyList<(IReadOnlyList<CandidateScore> Candidates, int Right)> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Count == 0)
        {
            throw new ArgumentException("Weights are chosen on at least one set.", nameof(sets));
        }

        IReadOnlyList<double> retrieval = sets.Any(s => s.Candidates.Any(c => c.Retrieval != 0)) ? RetrievalWeights : [0];
        ScoreWeights? best = null;
        foreach (ScoreCorrection correction in PriorWeights.SelectMany(w => PopularityWeights.SelectMany(v => retrieval.Select(u => new ScoreCorrection(w, v) { RetrievalWeight = u }))))
        {
            (double[] Scores, int Right)[] scored = [.. sets.Select(s => (Rescore(correction, s.Candidates), s.Right))];
            TargetRank[] ranks = [.. scored.Select(s => TargetRank.Of(s.Scores, s.Right))];
            double ndcg = ranks.Average(new Ndcg(5).Expected);
            if (best is null || ndcg > best.Ndcg5 + 1e-12)
            {
                best = new ScoreWeights(correction, ProbabilityCalibration.Fit(scored).Temperature, ndcg, ranks.Average(new HitRate(1).Expected));
            }
        }

        return best!;
    }

    private static double[] Rescore(ScoreCorrection correction, IReadOnlyList<CandidateScore> candidates) =>
        [.. candidates.Select(c => correction.Apply(c).Total)];
}
