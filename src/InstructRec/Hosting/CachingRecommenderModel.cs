using System.Collections.Concurrent;
using InstructRec.Recommendation;

namespace InstructRec.Hosting;

/// <summary>Keeps answers and gives them again: a request whose checkpoint, rendered text and candidates are the same is scored once.</summary>
/// <remarks>
/// <para>Safe from any thread. Requests that ask the same at the same time are scored once and share the answer; where the one who asked first gives up or is turned away,
/// another one asks. Failures are never kept. Matching over a whole catalogue is passed on; so is every request to a model that has no keys.</para>
/// <para>A reload changes the checkpoint's hash, so old answers are never found again.</para>
/// </remarks>
public sealed class CachingRecommenderModel : DelegatingRecommenderModel
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<CandidateScores?>> _underWay = new(StringComparer.Ordinal);
    private readonly IScoreCache _cache;

    /// <summary>Puts a cache around a model.</summary>
    /// <param name="innerModel">The model; the decorator's from now on.</param>
    /// <param name="cache">Where answers are kept; <see langword="null"/> for a <see cref="MemoryScoreCache"/> of the default size.</param>
    public CachingRecommenderModel(IRecommenderModel innerModel, IScoreCache? cache = null)
        : base(innerModel) => _cache = cache ?? new MemoryScoreCache();

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var results = new CandidateScores?[requests.Count];
        string?[] keys = new string?[requests.Count];
        List<int> mine = [], theirs = [], promised = [];
        try
        {
            for (int i = 0; i < requests.Count; i++)
            {
                keys[i] = await CacheKeyAsync(requests[i], cancellationToken).ConfigureAwait(false);
                if (keys[i] is not { } key)
                {
                    mine.Add(i);
                    continue;
                }

                results[i] = await FindAsync(key, cancellationToken).ConfigureAwait(false);
                if (results[i] is not null)
                {
                    continue;
                }

                if (!_underWay.TryAdd(key, new(TaskCreationOptions.RunContinuationsAsynchronously)))
                {
                    theirs.Add(i);
                    continue;
                }

                promised.Add(i);

                // Between the look and the promise another one may have kept the answer.
                results[i] = await FindAsync(key, cancellationToken).ConfigureAwait(false);
                if (results[i] is null)
                {
                    mine.Add(i);
                }
            }

            await AskAsync(requests, keys, mine, results, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Whoever waits for an answer that did not come is told so and asks for itself.
            foreach (int i in promised)
            {
                if (_underWay.TryRemove(keys[i]!, out TaskCompletionSource<CandidateScores?>? promise))
                {
                    promise.TrySetResult(results[i]);
                }
            }
        }

        // Only after its own are answered does a request wait for others': no two can wait for each other.
        foreach (int i in theirs)
        {
            results[i] = await ShareAsync(requests[i], keys[i]!, cancellationToken).ConfigureAwait(false);
        }

        return results!;
    }

    private async ValueTask AskAsync(
        IReadOnlyList<ScoringRequest> requests, string?[] keys, List<int> which, CandidateScores?[] results, CancellationToken cancellationToken)
    {
        if (which.Count == 0)
        {
            return;
        }

        InstructRecTelemetry.CacheMisses.Add(which.Count);
        IReadOnlyList<CandidateScores> scored = await InnerModel.ScoreAsync([.. which.Select(i => requests[i])], cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < which.Count; i++)
        {
            results[which[i]] = scored[i];
            if (keys[which[i]] is { } key)
            {
                await _cache.KeepAsync(key, scored[i], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<CandidateScores?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (await _cache.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        InstructRecTelemetry.CacheHits.Add(1);
        return found with { Timings = default };
    }

    private async ValueTask<CandidateScores> ShareAsync(ScoringRequest request, string key, CancellationToken cancellationToken)
    {
        if (_underWay.TryGetValue(key, out TaskCompletionSource<CandidateScores?>? promise)
            && await promise.Task.WaitAsync(cancellationToken).ConfigureAwait(false) is { } shared)
        {
            InstructRecTelemetry.CacheHits.Add(1);
            return shared;
        }

        return (await ScoreAsync([request], cancellationToken).ConfigureAwait(false))[0];
    }
}
