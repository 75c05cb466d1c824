using InstructRec.Catalog;
using InstructRec.Runtime;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>Prompts of one call that are read together, and the items whose titles must have a prior by then.</summary>
internal sealed record ScoringWork(IReadOnlyList<PlannedPrompt> Prompts, IReadOnlyList<Item> Items) : IModelWork
{
    /// <summary>Runs a batch on a thread of the device: one list of likelihoods for each piece of work, with the times they share.</summary>
    public static IReadOnlyList<WorkResult> Run(LoadedModel model, IReadOnlyList<ScoringWork> batch, CancellationToken cancellationToken)
    {
        model.ScorePriors(batch.SelectMany(w => w.Items), cancellationToken);
        (CandidateLikelihoods[] scored, ScoringTimings timings) = model.Engine.Score([.. batch.SelectMany(w => w.Prompts)], cancellationToken);
        var results = new WorkResult[batch.Count];
        for (int i = 0, at = 0; i < results.Length; at += batch[i].Prompts.Count, i++)
        {
            results[i] = new WorkResult(new ArraySegment<CandidateLikelihoods>(scored, at, batch[i].Prompts.Count), timings);
        }

        return results;
    }

    /// <summary>
    /// A call's requests in pieces of at most a budget of padded tokens, those of like length together: so a call of a thousand requests gives way to others between its pieces.
    /// A call whose progress is watched stays in one piece.
    /// </summary>
    /// <returns>Places in the lists given.</returns>
    public static IEnumerable<int[]> Pieces(IReadOnlyList<ScoringRequest> requests, IReadOnlyList<ScoringPlan> plans, int maxTokens)
    {
        if (requests.Count == 1 || requests.Any(r => r.Progress is not null))
        {
            yield return [.. Enumerable.Range(0, requests.Count)];
            yield break;
        }

        List<int> piece = [];
        long rows = 0;
        foreach (int next in Enumerable.Range(0, plans.Count).OrderBy(i => LengthOf(plans[i].Prompts)))
        {
            rows += plans[next].Prompts.Count;
            if (piece.Count > 0 && rows * LengthOf(plans[next].Prompts) > maxTokens)
            {
                yield return [.. piece];
                piece.Clear();
                rows = plans[next].Prompts.Count;
            }

            piece.Add(next);
        }

        yield return [.. piece];
    }

    /// <summary>What the queue must know: a call that has been let in with its first piece is not turned away in the middle.</summary>
    public BatchTerms Terms(ScoringRequest request, bool isFirst) =>
        new(LengthOf(Prompts), Prompts.Count, request.Priority, request.Deadline) { Alone = Prompts.Any(p => p.Progress is not null), WaitsForRoom = !isFirst };

    private static int LengthOf(IReadOnlyList<PlannedPrompt> prompts) => prompts.Max(p => p.Text.TokenIds.Count);
}
