using System.Diagnostics;
using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Decoding;
using InstructRec.Instructions;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.Templates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InstructRec.Recommendation;

/// <summary>A T5 as a recommender: candidates are scored by the likelihood of their titles (or of Yes, or of the better one) given the instruction.</summary>
/// <remarks>
/// <para>Costs nothing until first use: then the checkpoint is read, once, on the device's thread. Safe from any thread.</para>
/// <para>
/// The same request, alone and repeated, gets bit-equal scores. In a batch with others a summed log-likelihood may differ by 1e-4 in float32 and
/// 0.2 in bfloat16. Equal titles tie exactly.
/// </para>
/// <para>Dispose it: the weights are native memory; disposal waits for what is queued, then frees them on a thread of the device.</para>
/// </remarks>
public sealed class T5RecommenderModel : ICacheableModel, IMatchingModel, IAsyncDisposable, IDisposable
{
    private readonly DeviceWorker _worker;
    private readonly bool _ownsWorker;
    private readonly ILogger _logger;
    private readonly ModelSlot _slot;
    private readonly int _maxBatchTokens;

    /// <summary>Describes the model; nothing is read yet.</summary>
    /// <param name="options">The checkpoint and how to run it; checked here, then kept.</param>
    /// <param name="worker">The device's worker, which stays its owner's; <see langword="null"/> makes one for <see cref="T5RecommenderOptions.Device"/>.</param>
    /// <param name="templates">The templates to word instructions by; <see langword="null"/> for <see cref="TemplateRegistry.Default"/>.</param>
    /// <param name="logger">Where loading is reported; <see langword="null"/> for nowhere.</param>
    /// <exception cref="InstructRecException">An option cannot work (<see cref="InstructRecErrorKind.Options"/>), or the worker has fewer threads than batches are to be computed at once.</exception>
    public T5RecommenderModel(
        T5RecommenderOptions options, DeviceWorker? worker = null, ITemplateRegistry? templates = null, ILogger<T5RecommenderModel>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _logger = (ILogger?)logger ?? NullLogger.Instance;
        (_worker, _ownsWorker) = (worker ?? new DeviceWorker(options.Device, new DeviceWorkerOptions { Threads = options.Batching.ParallelBatches }), worker is null);
        options.ValidateFor(_worker);
        _maxBatchTokens = options.MaxBatchTokens;
        _slot = new ModelSlot(options, _worker, templates, _logger);
    }

    /// <summary>Whether it answers, by which checkpoint, and what went wrong last.</summary>
    public ModelReadiness Readiness => _slot.Readiness;

    /// <inheritdoc/>
    public TaskForms Supported => TaskForms.All;

    /// <summary>Reads the checkpoint now instead of at the first request.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How the checkpoint was made, as its manifest says.</returns>
    /// <exception cref="InstructRecException">The checkpoint is missing or damaged, or the native libraries or the device are not there.</exception>
    public async ValueTask<CheckpointManifest> LoadAsync(CancellationToken cancellationToken = default)
    {
        using ModelLease lease = await _slot.LeaseAsync(cancellationToken).ConfigureAwait(false);
        return lease.Model.Manifest;
    }

    /// <summary>Reads another checkpoint, or the same folder again, and answers by it from then on.</summary>
    /// <param name="checkpoint">The folder; as for <see cref="T5RecommenderOptions.Checkpoint"/>. All other options stay.</param>
    /// <param name="cancellationToken">Gives up waiting for the device; what answers stays as it is.</param>
    /// <returns>A task that ends when the new weights answer.</returns>
    /// <remarks>
    /// Requests go on meanwhile: those that began before the swap are answered by the old weights, later ones by the new, none by both. For the time between, both
    /// lie in memory. What cannot be read is refused: the exception says why, and the old weights stay.
    /// </remarks>
    /// <exception cref="InstructRecException">The checkpoint is missing, damaged or no T5.</exception>
    public async ValueTask ReloadAsync(string checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(checkpoint);
        await _slot.ReloadAsync(checkpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes ready what scores of a catalogue's titles need whatever is asked: their likelihoods under the empty instruction.</summary>
    /// <param name="catalog">The titles to prepare; others are prepared when they are first scored.</param>
    /// <param name="cancellationToken">Ends the pass as soon as a step is done.</param>
    /// <returns>A task that ends when the priors are at hand.</returns>
    /// <remarks>
    /// One pass over the catalogue, kept in <c>title-priors.bin</c> beside the checkpoint and read from there the next time, as long as checkpoint,
    /// wording and titles are the same. Where the folder cannot be written to, the pass is made at each start. Nothing is done where the score has no prior.
    /// </remarks>
    /// <exception cref="InstructRecException">As for <see cref="LoadAsync"/>.</exception>
    public async ValueTask PrepareAsync(IReadOnlyList<Item> catalog, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        using ModelLease lease = await _slot.LeaseAsync(cancellationToken).ConfigureAwait(false);
        LoadedModel model = lease.Model;
        if (model.Titles.WithoutPrior(catalog).Count > 0 && !model.TryReadPriors(catalog))
        {
            await _worker.RunAsync(() => model.ScorePriors(catalog, cancellationToken), cancellationToken).ConfigureAwait(false);
            model.WritePriors(catalog, _logger);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count == 0)
        {
            return [];
        }

        using ModelLease lease = await _slot.LeaseAsync(cancellationToken).ConfigureAwait(false);
        return await ScoreAsync(lease.Shared, requests, isAdmitted: false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> CacheKeyAsync(ScoringRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using ModelLease lease = await _slot.LeaseAsync(cancellationToken).ConfigureAwait(false);
        return RequestKey.Of(lease.Model, request);
    }

    /// <inheritdoc/>
    /// <remarks>Beams constrained by a trie of the catalogue find the titles; their scores are then made as in any other request, correction included.</remarks>
    public async ValueTask<MatchResult> MatchAsync(MatchingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using ModelLease lease = await _slot.LeaseAsync(cancellationToken).ConfigureAwait(false);
        LoadedModel model = lease.Model;
        IReadOnlyList<Item> catalog = request.Catalog;
        CatalogTrie? trie = catalog.Count == 0 ? null : model.Indexes.GetOrBuild(catalog, list => CatalogTrie.Build(model.Titles.Tokens(list), model.EndToken));
        TitleSelection? titles = trie is null || request.Filter is null ? null : TitleSelection.Of(trie, title => request.Filter(catalog[title]));
        int most = titles?.Count ?? trie?.TitleCount ?? 0;
        if (most == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Instruction, "the catalogue is empty, or the filters leave nothing of it");
        }

        long start = Stopwatch.GetTimestamp();
        MatchWork work = new(model.Planner.Search(request), trie!, titles, Math.Min(2 * request.Count, most));
        TimeSpan format = Stopwatch.GetElapsedTime(start);
        (WorkResult search, TimeSpan queued) = await lease.Shared.Queue.RunAsync(work, work.Terms(request), cancellationToken).ConfigureAwait(false);

        Item[] items = [.. search.Found.SelectMany(f => TitlesOf(trie!.Find([.. f.Tokens]))).Distinct().Select(title => catalog[title])];
        ScoringRequest scoring = new(request.Instruction with { Task = TaskForm.Matching }, items)
        {
            TemplateId = request.TemplateId, Priority = request.Priority, Deadline = request.Deadline,
        };
        CandidateScores scores = (await ScoreAsync(lease.Shared, [scoring], isAdmitted: true, cancellationToken).ConfigureAwait(false))[0];
        int[] best = [.. RankingOrder.Descending([.. scores.Scores.Select(s => s.Total)]).Take(request.Count)];
        return new MatchResult(
            [.. best.Select(i => items[i])],
            scores with
            {
                Scores = [.. best.Select(i => scores.Scores[i])],
                Probabilities = [.. best.Select(i => scores.Probabilities[i])],
                Timings = scores.Timings + (search.Timings with { Format = format, Queue = queued }),
            });

        IEnumerable<int> TitlesOf(int leaf) => titles?.TitleIds(leaf) ?? [.. trie!.TitleIds(leaf)];
    }

    /// <summary>Waits for what is queued and frees the weights on a thread of the device. Calling it again does nothing.</summary>
    /// <returns>A task that ends when the memory is free.</returns>
    public async ValueTask DisposeAsync()
    {
        await _slot.DisposeAsync().ConfigureAwait(false);
        if (_ownsWorker)
        {
            await _worker.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="DisposeAsync"/>, for hosts that dispose synchronously: the calling thread waits.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    // What is part of a call that the queue has let in is not turned away in the middle.
    private async ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(
        SharedModel shared, IReadOnlyList<ScoringRequest> requests, bool isAdmitted, CancellationToken cancellationToken)
    {
        if (!isAdmitted)
        {
            shared.Queue.TurnAwayIfFull(requests[0].Priority);
        }

        long start = Stopwatch.GetTimestamp();
        ScoringPlan[] plans = [.. requests.Select(shared.Model.Planner.Plan)];
        TimeSpan format = Stopwatch.GetElapsedTime(start);
        int[][] pieces = [.. ScoringWork.Pieces(requests, plans, _maxBatchTokens)];
        var results = new CandidateScores[plans.Length];
        var spent = new ScoringTimings[pieces.Length];

        // Two pieces of a call at once keep the device busy and leave others their turn in between. Only the first may be turned away, so it asks before the others can take its place.
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Parallel.ForAsync(0, pieces.Length, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, async (piece, token) =>
        {
            ScoringWork work = new([.. pieces[piece].SelectMany(i => plans[i].Prompts)], [.. pieces[piece].SelectMany(i => requests[i].Candidates)]);
            if (piece > 0)
            {
                await asked.Task.WaitAsync(token).ConfigureAwait(false);
            }

            ValueTask<BatchAnswer<WorkResult>> answer = shared.Queue.RunAsync(work, work.Terms(requests[0], isFirst: piece == 0 && !isAdmitted), token);
            asked.TrySetResult();
            (WorkResult scored, TimeSpan queued) = await answer.ConfigureAwait(false);
            spent[piece] = scored.Timings with { Queue = queued };
            int at = 0;
            foreach (int i in pieces[piece])
            {
                results[i] = plans[i].Combine(scored.Likelihoods.Slice(at, plans[i].Prompts.Count));
                at += plans[i].Prompts.Count;
            }
        }).ConfigureAwait(false);
        ScoringTimings timings = spent.Aggregate((sum, part) => sum + part) with { Format = format, Queue = spent.Max(s => s.Queue) };
        return Array.ConvertAll(results, result => result with { Timings = timings });
    }
}
