using InstructRec.Checkpoints;

namespace InstructRec.Scoring;

/// <summary>
/// Turns a likelihood into a score: log p(title | instruction) - w log p(title | empty instruction) + v log(1 + count) + u retrieval(instruction, title).
/// </summary>
/// <remarks>
/// A raw likelihood is in good part a bad estimate of popularity plus noise about spelling and length. Subtracting the title's likelihood under the empty
/// instruction leaves what the instruction says about the item; counted popularity then replaces the estimate. Weights are chosen on validation and
/// belong to one checkpoint and one protocol; 0 and 0 (<see cref="None"/>) give the paper's score. Counts must come from the training part only.
/// </remarks>
/// <param name="PriorWeight">w, at least 0; 0 leaves the prior out.</param>
/// <param name="PopularityWeight">v; 0 leaves popularity out.</param>
public sealed record ScoreCorrection(double PriorWeight = 0, double PopularityWeight = 0)
{
    /// <summary>The paper's score: the likelihood alone. The default for a checkpoint that names no weights.</summary>
    public static ScoreCorrection None { get; } = new();

    /// <summary>The weights that a checkpoint was given on validation.</summary>
    /// <param name="manifest">The checkpoint's manifest; one of a foreign checkpoint has none but 0.</param>
    public static ScoreCorrection Of(CheckpointManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new ScoreCorrection(manifest.PriorWeight, manifest.PopularityWeight) { RetrievalWeight = manifest.RetrievalWeight };
    }

    /// <summary>
    /// u, the weight of the retrieval head's comparison (<see cref="T5.RetrievalHead"/>); 0 (the default) leaves it out. A network without such a head takes 0 only.
    /// </summary>
    public double RetrievalWeight { get; init; }

    /// <summary>
    /// The power of the number of tokens that likelihood and prior are divided by: 0 (the default) scores by sums, 1 by means per token.
    /// </summary>
    public double LengthPenalty { get; init; }

    /// <summary>Whether scoring needs the titles' priors.</summary>
    public bool NeedsPrior => PriorWeight != 0;

    /// <summary>Whether scoring needs interaction counts.</summary>
    public bool NeedsPopularity => PopularityWeight != 0;

    /// <summary>Scores one candidate.</summary>
    /// <param name="logLikelihood">log p(title | instruction), summed over the title's tokens.</param>
    /// <param name="tokenCount">The number of tokens in the sum, at least 1.</param>
    /// <param name="prior">log p(title | empty instruction), summed over the same tokens; read only where <see cref="NeedsPrior"/>.</param>
    /// <param name="interactionCount">Interactions with the item in the training part, at least 0; 0 for an item the catalogue does not know.</param>
    /// <param name="retrieval">What the retrieval head says; read only where <see cref="RetrievalWeight"/> is not 0.</param>
    public CandidateScore Apply(double logLikelihood, int tokenCount, double prior = 0, long interactionCount = 0, double retrieval = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokenCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(interactionCount);
        double length = LengthPenalty == 0 ? 1 : Math.Pow(tokenCount, LengthPenalty);
        return new CandidateScore(
            logLikelihood,
            tokenCount,
            prior,
            interactionCount,
            LikelihoodPart: logLikelihood / length,
            PriorPart: NeedsPrior ? -PriorWeight * prior / length : 0,
            PopularityPart: NeedsPopularity ? PopularityWeight * Math.Log(1.0 + interactionCount) : 0)
        {
            Retrieval = retrieval,
            RetrievalPart = RetrievalWeight != 0 ? RetrievalWeight * retrieval : 0,
        };
    }

    /// <summary>The same candidate under these weights.</summary>
    /// <param name="score">Its parts, measured under any weights that needed them.</param>
    public CandidateScore Apply(CandidateScore score) => Apply(score.LogLikelihood, score.TokenCount, score.Prior, score.InteractionCount, score.Retrieval);

    /// <summary>Scores a set of candidates, in input order.</summary>
    /// <param name="likelihoods">The likelihoods under the instruction.</param>
    /// <param name="priors">The summed log-likelihoods under the empty instruction, one per candidate; required where <see cref="NeedsPrior"/>.</param>
    /// <param name="interactionCounts">Counts, one per candidate; required where <see cref="NeedsPopularity"/>.</param>
    /// <exception cref="ArgumentException">A list that the weights need is absent or has another length.</exception>
    public CandidateScore[] Apply(CandidateLikelihoods likelihoods, IReadOnlyList<double>? priors = null, IReadOnlyList<long>? interactionCounts = null)
    {
        ArgumentNullException.ThrowIfNull(likelihoods);
        Check(priors?.Count, likelihoods.Count, NeedsPrior, nameof(priors));
        Check(interactionCounts?.Count, likelihoods.Count, NeedsPopularity, nameof(interactionCounts));
        Check(likelihoods.Retrieval?.Count, likelihoods.Count, RetrievalWeight != 0, nameof(likelihoods));
        CandidateScore[] scores = new CandidateScore[likelihoods.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = Apply(likelihoods.Sums[i], likelihoods.TokenCount(i), priors?[i] ?? 0, interactionCounts?[i] ?? 0, likelihoods.Retrieval?[i] ?? 0);
        }

        return scores;
    }

    private static void Check(int? length, int count, bool needed, string name)
    {
        if (length is null ? needed : length != count)
        {
            throw new ArgumentException(length is null ? "The weights need this list." : "There must be one value per candidate.", name);
        }
    }
}
