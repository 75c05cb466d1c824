using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>Every candidate judged by itself and ranked by the probability of Yes (T0).</summary>
/// <remarks>One encoding per candidate: the dearest way for long lists, and the only one whose scores do not depend on the other candidates.</remarks>
public sealed class PointwiseJudging : IRankingStrategy
{
    /// <inheritdoc/>
    public string Name => "pointwise";

    /// <inheritdoc/>
    public async ValueTask<Ranking> RankAsync(
        IRecommenderModel model, Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken = default)
    {
        CandidateScores scores = await ScoredSet.OfAsync(model, instruction, TaskForm.Pointwise, candidates, options, cancellationToken).ConfigureAwait(false);
        return ScoredSet.Ordered(candidates, scores, Name);
    }
}
