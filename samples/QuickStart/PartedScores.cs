using InstructRec.Data;
using InstructRec.Evaluation.Protocols;
using InstructRec.Recommendation;
using InstructRec.Scoring;

namespace QuickStart;

/// <summary>Asks the model once per person and makes several systems out of the parts of its scores: the same likelihoods, other weights.</summary>
internal sealed class PartedScores(InteractionDataset dataset, IRecommenderModel model)
{
    private readonly Dictionary<int, IReadOnlyList<CandidateScore>> _scores = [];

    public IEvaluatedSystem System(string name, ScoreCorrection correction) => new Weighted(name, this, correction);

    private async ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, ScoreCorrection correction, CancellationToken cancellationToken)
    {
        EvaluationRequest[] unknown = [.. requests.Where(r => !_scores.ContainsKey(r.Person))];
        if (unknown.Length > 0)
        {
            IReadOnlyList<CandidateScores> scored = await model.ScoreAsync([.. unknown.Select(r => Sequential.Request(dataset, r))], cancellationToken);
            for (int i = 0; i < unknown.Length; i++)
            {
                _scores[unknown[i].Person] = scored[i].Scores;
            }
        }

        return [.. requests.Select(r => (IReadOnlyList<double>)[.. _scores[r.Person].Select(s => correction.Apply(s.LogLikelihood, s.TokenCount, s.Prior, s.InteractionCount).Total)])];
    }

    private sealed class Weighted(string name, PartedScores parts, ScoreCorrection correction) : IEvaluatedSystem
    {
        public string Name => name;

        public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default) =>
            parts.ScoreAsync(requests, correction, cancellationToken);
    }
}
