using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>Something that scores candidates for an instruction: a T5, a nearest-neighbour model, a chat model.</summary>
/// <remarks>
/// It receives the structured instruction, not a text, so that models that read no text can be one. Implementations are safe from any
/// thread, and the same request always gets the same scores (see <see cref="T5RecommenderModel"/> for what that means to the last bit).
/// </remarks>
public interface IRecommenderModel
{
    /// <summary>The task forms it can score.</summary>
    TaskForms Supported { get; }

    /// <summary>Scores the candidates of each request by the request's task form.</summary>
    /// <param name="requests">
    /// Instructions with a task form. Reranking and matching: any number of candidates. Pointwise: any number, each judged by itself. Pairwise: two.
    /// </param>
    /// <param name="cancellationToken">Ends the work as soon as a step is done.</param>
    /// <returns>One result per request, in their order; each has one score per candidate, in the candidates' order.</returns>
    /// <exception cref="InstructRecException">The checkpoint, the instruction or the scores are at fault; the message says which.</exception>
    ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default);
}
