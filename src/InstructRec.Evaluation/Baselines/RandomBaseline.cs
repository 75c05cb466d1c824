using InstructRec.Data.Candidates;
using InstructRec.Evaluation.Protocols;

namespace InstructRec.Evaluation.Baselines;

/// <summary>Scores at random by a seed: what chance gives on the same candidates.</summary>
/// <param name="seed">The seed; a person's scores depend on it and the person only.</param>
public sealed class RandomBaseline(ulong seed = 1) : IEvaluatedSystem
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var all = new IReadOnlyList<double>[requests.Count];
        for (int i = 0; i < all.Length; i++)
        {
            SplitMix64 random = SplitMix64.ForPerson(seed, 0, requests[i].Person);
            var scores = new double[requests[i].Candidates.Length];
            for (int c = 0; c < scores.Length; c++)
            {
                scores[c] = random.Next() >> 11;
            }

            all[i] = scores;
        }

        return new ValueTask<IReadOnlyList<IReadOnlyList<double>>>(all);
    }
}
