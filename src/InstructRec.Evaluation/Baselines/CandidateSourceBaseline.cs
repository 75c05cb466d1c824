using InstructRec.Evaluation.Protocols;
using InstructRec.Retrieval;

namespace InstructRec.Evaluation.Baselines;

/// <summary>Evaluates what retrieval uses: popularity, item-kNN, BM25 over titles.</summary>
/// <param name="source">The source; fit it on the training part.</param>
/// <param name="name">What tables call it; the source's name where <see langword="null"/>.</param>
public sealed class CandidateSourceBaseline(ICandidateSource source, string? name = null) : IEvaluatedSystem
{
    /// <inheritdoc/>
    public string Name => name ?? source.Name;

    /// <inheritdoc/>
    public IReadOnlyList<int>? InteractionCounts => source.InteractionCounts;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var all = new IReadOnlyList<double>[requests.Count];
        for (int i = 0; i < all.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scores = new double[requests[i].Candidates.Length];
            source.Score(requests[i].History.Span, requests[i].Candidates.Span, scores);
            all[i] = scores;
        }

        return new ValueTask<IReadOnlyList<IReadOnlyList<double>>>(all);
    }
}
