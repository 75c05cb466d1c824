using InstructRec.Runtime;

namespace InstructRec.Recommendation;

/// <summary>A loaded model and the number of those who use it: it is freed, on the device's thread, when the last of them is done.</summary>
/// <remarks>Thread-safe. The slot that holds it counts as a user until it lets go.</remarks>
internal sealed class SharedModel(LoadedModel model, T5RecommenderOptions options, DeviceWorker worker)
{
    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users = 1;

    public LoadedModel Model { get; } = model;

    /// <summary>Where requests wait for these weights: no batch is ever scored by two checkpoints.</summary>
    public BatchQueue<IModelWork, WorkResult> Queue { get; } = new(
        worker, options.Batching, options.MaxBatchTokens, (batch, cancellationToken) => IModelWork.Run(model, batch, cancellationToken));

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

    private async Task FreeAsync()
    {
        try
        {
            await worker.RunAsync(Model.Dispose).ConfigureAwait(false);
            _freed.SetResult();
        }
        catch (Exception exception)
        {
            _freed.SetException(exception);
        }
    }
}
