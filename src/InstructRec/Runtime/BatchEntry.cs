namespace InstructRec.Runtime;

/// <summary>A piece of work in a batch queue and the promise of its result.</summary>
/// <remarks>Its caller is told at once when it gives up or its time is over, whether the work has begun or not.</remarks>
internal sealed class BatchEntry<TWork, TResult>(TWork work, BatchTerms terms, long due, long queuedAt)
{
    private readonly TaskCompletionSource<BatchAnswer<TResult>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TWork Work => work;

    public BatchTerms Terms => terms;

    public long Due => due;

    public long QueuedAt => queuedAt;

    public Task<BatchAnswer<TResult>> Answer => _answer.Task;

    /// <summary>The batch that it is part of while that runs.</summary>
    public RunningBatch? Running { get; set; }

    public bool IsOver => _answer.Task.IsCompleted;

    public void Succeed(TResult result, TimeSpan queued) => _answer.TrySetResult(new BatchAnswer<TResult>(result, queued));

    public void Fail(Exception exception) => _answer.TrySetException(exception);

    public void GiveUp(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
}
