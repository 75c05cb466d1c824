using System.Diagnostics;

namespace InstructRec.Runtime;

/// <summary>Gathers the work of many callers into batches for a device's threads.</summary>
/// <remarks>
/// Thread-safe. A batch is chosen at the moment the device turns to it; where several are computed at once, each takes its share of what is there.
/// One caller's cancellation, deadline or failure is its own (<see cref="BatchExecution{TWork, TResult}"/>).
/// </remarks>
/// <param name="worker">The device.</param>
/// <param name="options">Waiting, room and patience; checked by whoever made them.</param>
/// <param name="maxTokens">The budget of padded tokens of a batch.</param>
/// <param name="run">Runs a batch on one of the device's threads, several batches at once where the options say so; one result for each piece, in order.</param>
internal sealed class BatchQueue<TWork, TResult>(
    DeviceWorker worker, BatchingOptions options, int maxTokens, Func<IReadOnlyList<TWork>, CancellationToken, IReadOnlyList<TResult>> run)
{
    private readonly Lock _gate = new();
    private readonly List<BatchEntry<TWork, TResult>> _waiting = [];
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pumps;
    private int _running;
    private readonly BatchExecution<TWork, TResult> _execution = new(run);
    private Task _company = Task.CompletedTask;

    /// <summary>Runs work, perhaps together with that of others.</summary>
    /// <exception cref="InstructRecException">Kind Busy: no room, and interactive work is turned away. Kind Expired: the deadline passed.</exception>
    public async ValueTask<BatchAnswer<TResult>> RunAsync(TWork work, BatchTerms terms, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long now = Stopwatch.GetTimestamp();
        long patience = terms.Priority == RequestPriority.Bulk ? (long)(options.BulkPatience.TotalSeconds * Stopwatch.Frequency) : 0;
        var entry = new BatchEntry<TWork, TResult>(work, terms, now + patience, now);
        while (Admit(entry) is { } room)
        {
            if (TurnsAway(terms.Priority) && !terms.WaitsForRoom)
            {
                throw Busy();
            }

            await Deadline.WaitAsync(room, terms.Deadline, cancellationToken).ConfigureAwait(false);
        }

        using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(
            (state, token) => Drop((BatchEntry<TWork, TResult>)state!, e => e.GiveUp(token)), entry);
        using Timer? expiry = terms.Deadline is { } deadline
            ? new Timer(_ => Drop(entry, e => e.Fail(Deadline.Expired())), null, Deadline.Until(deadline), Timeout.InfiniteTimeSpan)
            : null;
        return await entry.Answer.ConfigureAwait(false);
    }

    /// <summary>Turns work away before anything is spent on it, where it would be turned away now.</summary>
    /// <exception cref="InstructRecException">Kind Busy: no room, and interactive work is turned away.</exception>
    public void TurnAwayIfFull(RequestPriority priority)
    {
        bool full;
        lock (_gate)
        {
            full = _waiting.Count >= options.QueueCapacity;
        }

        if (full && TurnsAway(priority))
        {
            throw Busy();
        }
    }

    private bool TurnsAway(RequestPriority priority) => options.RejectWhenFull && priority == RequestPriority.Interactive;

    private InstructRecException Busy()
    {
        RuntimeMetrics.Rejected.Add(1);
        return new InstructRecException(InstructRecErrorKind.Busy, $"{options.QueueCapacity} requests are waiting for {worker.Requested}", remedy: "Try again later");
    }

    /// <summary>Null where the entry is in, else what ends when there may be room.</summary>
    private Task? Admit(BatchEntry<TWork, TResult> entry)
    {
        if (entry.Terms.Deadline is { } deadline && deadline <= DateTimeOffset.UtcNow)
        {
            throw Deadline.Expired();
        }

        lock (_gate)
        {
            if (_waiting.Count >= options.QueueCapacity)
            {
                return _room.Task;
            }

            _waiting.Add(entry);
            RuntimeMetrics.Waiting.Add(1);
            Schedule();
            return null;
        }
    }

    /// <summary>Under the lock: sees to it that somebody takes what waits to the device.</summary>
    private void Schedule()
    {
        if (_pumps >= options.ParallelBatches || _waiting.Count == 0)
        {
            return;
        }

        bool full = _waiting.Sum(e => (long)e.Terms.Length * e.Terms.Rows) >= maxTokens || _waiting.Count >= options.QueueCapacity;
        if (options.MaxWait <= TimeSpan.Zero || full)
        {
            _pumps++;
            _ = PumpAsync();
        }
        else if (_company.IsCompleted)
        {
            _company = WaitForCompanyAsync();
        }
    }

    private async Task WaitForCompanyAsync()
    {
        await Task.Delay(options.MaxWait).ConfigureAwait(false);
        lock (_gate)
        {
            if (_pumps < options.ParallelBatches && _waiting.Count > 0)
            {
                _pumps++;
                _ = PumpAsync();
            }
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            // Off the caller's thread, which holds the lock.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            while (true)
            {
                await worker.RunAsync(RunBatch).ConfigureAwait(false);
                lock (_gate)
                {
                    if (_waiting.Count == 0)
                    {
                        _pumps--;
                        return;
                    }
                }
            }
        }
        catch (Exception exception)
        {
            // The device takes no work: everybody who waits is told why.
            BatchEntry<TWork, TResult>[] left;
            lock (_gate)
            {
                _pumps--;
                left = [.. _waiting];
                Remove(left);
            }

            Array.ForEach(left, e => e.Fail(exception));
        }
    }

    /// <summary>On one of the device's threads.</summary>
    private void RunBatch()
    {
        BatchEntry<TWork, TResult>[] batch;
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            // The rest of what waits and runs is for the batches beside this one.
            int share = (_waiting.Count + _running + options.ParallelBatches - 1) / options.ParallelBatches;
            batch = [.. BatchChoice.Of([.. _waiting.Select(e => e.Terms)], [.. _waiting.Select(e => e.Due)], maxTokens, share).Select(i => _waiting[i])];
            Remove(batch);
            _running += batch.Length;
        }

        try
        {
            _execution.Run(batch);
        }
        finally
        {
            lock (_gate)
            {
                _running -= batch.Length;
            }
        }
    }

    private void Drop(BatchEntry<TWork, TResult> entry, Action<BatchEntry<TWork, TResult>> tell)
    {
        lock (_gate)
        {
            Remove([entry]);
        }

        tell(entry);
        entry.Leave();
    }

    /// <summary>Under the lock.</summary>
    private void Remove(IReadOnlyCollection<BatchEntry<TWork, TResult>> entries)
    {
        int removed = _waiting.RemoveAll(entries.Contains);
        if (removed > 0)
        {
            RuntimeMetrics.Waiting.Add(-removed);
            TaskCompletionSource room = _room;
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room.SetResult();
        }
    }
}
