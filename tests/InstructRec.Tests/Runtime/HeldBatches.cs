using InstructRec.Runtime;

namespace InstructRec.Tests.Runtime;

/// <summary>A queue over a device whose work multiplies by ten; the first piece waits until told to go on.</summary>
internal sealed class HeldBatches : IAsyncDisposable
{
    private readonly DeviceWorker _worker;
    private readonly BatchQueue<int, int> _queue;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _endless = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _go = new();

    public HeldBatches(BatchingOptions? options = null, int maxTokens = 1 << 20)
    {
        options ??= new();
        _worker = new("cpu", new DeviceWorkerOptions { Threads = options.ParallelBatches });
        _queue = new(_worker, options, maxTokens, Run);
    }

    public Task Started => _started.Task;

    public Task Endless => _endless.Task;

    public List<int[]> Batches { get; } = [];

    public int Count
    {
        get
        {
            lock (Batches)
            {
                return Batches.Count;
            }
        }
    }

    public bool Watches { get; init; }

    public void Go() => _go.Set();

    public void TurnAway(RequestPriority priority) => _queue.TurnAwayIfFull(priority);

    public async Task<int> AskAsync(int number, BatchTerms? terms = null, CancellationToken cancellationToken = default) =>
        (await _queue.RunAsync(number, terms ?? new(1, 1), cancellationToken)).Result;

    public async ValueTask DisposeAsync()
    {
        _go.Set();
        await _worker.DisposeAsync();
    }

    private int[] Run(IReadOnlyList<int> batch, CancellationToken cancellationToken)
    {
        lock (Batches)
        {
            Batches.Add([.. batch]);
        }

        _started.TrySetResult();
        _go.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
        if (batch.Contains(113))
        {
            throw new FormatException();
        }

        if (batch.Contains(-1))
        {
            _endless.SetResult();
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)).Should().BeTrue();
        }

        if (Watches)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return [.. batch.Select(n => n * 10)];
    }
}
