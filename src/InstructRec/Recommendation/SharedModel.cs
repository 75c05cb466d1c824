using InstructRec.Runtime;

namespace InstructRec.Recommendation;

/// <summary>A loaded model and the number of those who use it: it is freed, on a thread of the device, when the last of them is done.</summary>
/// <remarks>Thread-safe. The slot that holds it counts as a user until it lets go, and so does every batch while it runs: its callers may all have given up.</remarks>
internal sealed class SharedModel
{
    private readonly DeviceWorker _worker;
    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users = 1;

    public SharedModel(LoadedModel model, T5RecommenderOptions options, DeviceWorker worker)
    {
        (Model, _worker) = (model, worker);
        Queue = new BatchQueue<IModelWork, WorkResult>(worker, options.Batching, options.MaxBatchTokens, Run);
    }

    public LoadedModel Model { get; }

    /// <summary>Where requests wait for these weights: no batch is ever scored by two checkpoints.</summary>
    public BatchQueue<IModelWork, WorkResult> Queue { get; }

    /// <summary>Ends when the native memory is free.</summary>
    public Task Freed => _freed.Task;

    /// <summary>Counts one more user, unless the last one has left already.</summary>
    public bool TryUse()
    {
        for (int users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _ = FreeAsync();
        }
    }

    private IReadOnlyList<WorkResult> Run(IReadOnlyList<IModelWork> batch, CancellationToken cancellationToken)
    {
        if (!TryUse())
        {
            // Who asked holds the weights until answered, so nobody is left to answer.
            throw new OperationCanceledException(cancellationToken);
        }

        try
        {
            return IModelWork.Run(Model, batch, cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    private async Task FreeAsync()
    {
        try
        {
            if (_worker.IsOwnThread)
            {
                // It must not wait for itself.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            await _worker.RunAsync(Model.Dispose).ConfigureAwait(false);
            _freed.SetResult();
        }
        catch (Exception exception)
        {
            _freed.SetException(exception);
        }
    }
}
