using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>Candidates scored by their likelihood under a matching instruction (T2), without being listed in the prompt.</summary>
/// <remarks>
/// One call, one encoding, any number of candidates: the prompt does not grow with them and their order cannot matter. The model must have
/// learned to name items, which matching templates teach.
/// </remarks>
public sealed class DirectLikelihood : IRankingStrategy
{
    /// <inheritdoc/>
    public string Name => "direct likelihood";

    /// <inheritdoc/>
    public async ValueTask<Ranking> RankAsync(
        IRecommenderModel model, Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken = default)
    {
        CandidateScores scores = await ScoredSet.OfAsync(model, instruction, TaskForm.Matching, candidates, options, cancellationToken).ConfigureAwait(false);
        return ScoredSet.Ordered(candidates, scores, Name);
    }
}
