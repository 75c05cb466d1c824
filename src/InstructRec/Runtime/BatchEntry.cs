namespace InstructRec.Runtime;

/// <summary>A piece of work in a batch queue and the promise of its result.</summary>
/// <remarks>Its caller is told at once when it gives up or its time is over, whether the work has begun or not.</remarks>
internal sealed class BatchEntry<TWork, TResult>(TWork work, BatchTerms terms, long due, long queuedAt)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<BatchAnswer<TResult>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningBatch? _running;

    public TWork Work => work;

    public BatchTerms Terms => terms;

    public long Due => due;

    public long QueuedAt => queuedAt;

    public Task<BatchAnswer<TResult>> Answer => _answer.Task;

    public bool IsOver => _answer.Task.IsCompleted;

    /// <summary>Makes it part of a batch that begins. From here on giving up tells the batch, once; what has given up already tells it now.</summary>
    public void Join(RunningBatch running)
    {
        bool over;
        lock (_gate)
        {
            over = IsOver;
            _running = over ? null : running;
        }

        if (over)
        {
            running.Leave();
        }
    }

    /// <summary>Tells the batch that it is part of, if there is one, that its result is not wanted any more; after its answer has been given.</summary>
    public void Leave()
    {
        RunningBatch? running;
        lock (_gate)
        {
            running = _running;
            _running = null;
        }

        running?.Leave();
    }

    public void Succeed(TResult result, TimeSpan queued) => _answer.TrySetResult(new BatchAnswer<TResult>(result, queued));

    public void Fail(Exception exception) => _answer.TrySetException(exception);

    public void GiveUp(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
}
