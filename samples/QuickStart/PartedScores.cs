using InstructRec.Data;
using InstructRec.Evaluation.Protocols;
using InstructRec.Recommendation;
using InstructRec.Scoring;

namespace QuickStart;

/// <summary>Asks the model about each candidate of each person once and makes several systems out of the parts of its scores: the same likelihoods, other weights.</summary>
/// <remarks>A matching instruction does not list its candidates, so what one candidate gets does not depend on the others, and draws can share it.</remarks>
internal sealed class PartedScores(InteractionDataset dataset, IRecommenderModel model, Func<EvaluationRequest, ScoringRequest>? ask = null, bool isOracleQuery = false)
{
    private readonly Func<EvaluationRequest, ScoringRequest> _ask = ask ?? (r => Sequential.Request(dataset, r));
    private readonly Dictionary<(int Person, int Item), CandidateScore> _scores = [];

    /// <summary>The counts in the model's score, by the item's place; an evaluation holds them against the split. None where the model has none.</summary>
    public IReadOnlyList<int>? InteractionCounts { get; init; }

    public IEvaluatedSystem System(string name, ScoreCorrection correction) => new Weighted(name, this, correction, isOracleQuery);

    private async ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, ScoreCorrection correction, CancellationToken cancellationToken)
    {
        EvaluationRequest[] unknown =
        [
            .. requests
                .Select(r => r with { Candidates = r.Candidates.ToArray().Where(i => !_scores.ContainsKey((r.Person, i))).ToArray() })
                .Where(r => r.Candidates.Length > 0),
        ];
        if (unknown.Length > 0)
        {
            IReadOnlyList<CandidateScores> scored = await model.ScoreAsync([.. unknown.Select(_ask)], cancellationToken);
            for (int i = 0; i < unknown.Length; i++)
            {
                for (int c = 0; c < unknown[i].Candidates.Length; c++)
                {
                    _scores[(unknown[i].Person, unknown[i].Candidates.Span[c])] = scored[i].Scores[c];
                }
            }
        }

        return [.. requests.Select(r => (IReadOnlyList<double>)[.. r.Candidates.ToArray().Select(i => Total(_scores[(r.Person, i)], correction))])];
    }

    private static double Total(CandidateScore score, ScoreCorrection correction) =>
        correction.Apply(score).Total;

    private sealed class Weighted(string name, PartedScores parts, ScoreCorrection correction, bool isOracleQuery) : IEvaluatedSystem
    {
        public string Name => name;

        public bool IsOracleQuery => isOracleQuery;

        public IReadOnlyList<int>? InteractionCounts => parts.InteractionCounts;

        public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default) =>
            parts.ScoreAsync(requests, correction, cancellationToken);
    }
}
