using InstructRec.Recommendation;

namespace InstructRec.Evaluation.Protocols;

/// <summary>Lets a recommender model answer protocols.</summary>
public static class RecommenderScoring
{
    /// <summary>The scores of a model, as protocols ask for them.</summary>
    /// <param name="model">The model; borrowed.</param>
    /// <param name="templateId">Words every instruction by this template; the model's own choice where <see langword="null"/>.</param>
    /// <returns>A function for <see cref="InstructionSystem"/> and <see cref="TaskFormProtocol"/>.</returns>
    public static InstructionScoring ToScoring(this IRecommenderModel model, string? templateId = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return async (questions, cancellationToken) =>
        {
            IReadOnlyList<CandidateScores> results = await model
                .ScoreAsync([.. questions.Select(q => new ScoringRequest(q.Instruction, q.Candidates) { TemplateId = templateId })], cancellationToken).ConfigureAwait(false);
            return [.. results.Select(r => (IReadOnlyList<double>)[.. r.Scores.Select(s => s.Total)])];
        };
    }
}
