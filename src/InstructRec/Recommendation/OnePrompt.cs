using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>All candidates listed in one prompt and each scored by its likelihood (T3 as in the paper, section 2.4).</summary>
/// <remarks>One call, one encoding. Fails where the list does not fit the model's context; <see cref="Tournament"/> does not.</remarks>
public sealed class OnePrompt : IRankingStrategy
{
    /// <inheritdoc/>
    public string Name => "one prompt";

    /// <inheritdoc/>
    public async ValueTask<Ranking> RankAsync(
        IRecommenderModel model, Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken = default)
    {
        CandidateScores scores = await ScoredSet.OfAsync(model, instruction, TaskForm.Reranking, candidates, options, cancellationToken).ConfigureAwait(false);
        return ScoredSet.Ordered(candidates, scores, Name);
    }
}
