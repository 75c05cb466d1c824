using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InstructRec.Runtime;

/// <summary>The threads that touch native objects of a device, one unless told otherwise: they load, score, swap and free, each one work item after the other.</summary>
/// <remarks>
/// <para>
/// TorchSharp's dispose scopes are per thread, its grad mode is per thread, and every thread that calls libtorch gets an OpenMP team of
/// its own; so a host with 64 callers has one team, and nothing native is touched elsewhere. With several threads
/// (<see cref="DeviceWorkerOptions.Threads"/>) as many items run at once, each thread's team being its share of the processor.
/// </para>
/// <para>Thread-safe. Each work item runs inside a dispose scope: a tensor that it neither detaches nor hands to an owner is freed when
/// the item ends. Gradients are recorded unless the item says otherwise.</para>
/// </remarks>
public sealed partial class DeviceWorker : IAsyncDisposable, IDisposable
{
    private readonly Channel<IDeviceWork> _queue;
    private readonly DeviceThread[] _threads;
    private readonly ThreadShare _share;
    private readonly ILogger _logger;
    private readonly bool _rejectsWhenFull;
    private volatile bool _closing;
    private int _shareMissed;

    /// <summary>Starts the threads; native libraries are loaded by the first work item, not here.</summary>
    /// <param name="device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c> (the first CUDA device where there is one, else the CPU).</param>
    /// <param name="options">Queue length, what happens when it is full, and threads; <see langword="null"/> for the defaults.</param>
    /// <param name="logger">Where failures of the threads go; <see langword="null"/> for nowhere.</param>
    /// <exception cref="InstructRecException">The device's name has another form, an option is out of range, or several threads are asked for on a device that is not <c>cpu</c>.</exception>
    public DeviceWorker(string device = "cpu", DeviceWorkerOptions? options = null, ILogger<DeviceWorker>? logger = null)
        : this(device, options ?? new DeviceWorkerOptions(), logger, ThreadShare.OfProcess)
    {
    }

    /// <summary>The same, with libtorch's threads limited by other functions.</summary>
    internal DeviceWorker(string device, DeviceWorkerOptions options, ILogger<DeviceWorker>? logger, ThreadShare share)
    {
        Requested = DeviceName.Parse(device);
        options.Validate(Requested);
        _logger = logger ?? NullLogger<DeviceWorker>.Instance;
        _rejectsWhenFull = options.RejectWhenFull;
        _share = share;
        Threads = options.Threads;
        _queue = Channel.CreateBounded<IDeviceWork>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = Threads == 1 });
        _threads = [.. Enumerable.Range(0, Threads).Select(i => new DeviceThread($"InstructRec {Requested} {i}", _queue.Reader, Prepare))];
    }

    /// <summary>How many work items run at once.</summary>
    public int Threads { get; }

    /// <summary>The device as asked for; what <c>auto</c> comes to is known on the device's thread (<see cref="TorchRuntime.Resolve"/>).</summary>
    public DeviceName Requested { get; }

    /// <summary>Work items waiting, the running one not counted.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Whether the caller runs on one of the device's threads.</summary>
    internal bool IsOwnThread => _threads.Any(t => t.IsCurrent);

    /// <summary>Runs <paramref name="work"/> on a thread of the device and gives its result back.</summary>
    /// <typeparam name="T">What the work returns: managed data, or a native object whose owner is the caller.</typeparam>
    /// <param name="work">The work; it may watch the same token between its steps.</param>
    /// <param name="cancellationToken">Takes the item out of the queue if it has not begun.</param>
    /// <returns>The result; faults with what <paramref name="work"/> throws.</returns>
    /// <exception cref="InstructRecException">Kind <see cref="InstructRecErrorKind.Busy"/>: the queue is full and the options say to reject.</exception>
    /// <exception cref="ObjectDisposedException">The worker has been disposed.</exception>
    /// <exception cref="InvalidOperationException">Called from one of the device's own threads, which would wait for itself.</exception>
    public async ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (IsOwnThread)
        {
            throw new InvalidOperationException("Work that runs on the device's thread cannot queue further work there and wait for it.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var item = new DeviceWork<T>(work, cancellationToken);
        try
        {
            if (!_queue.Writer.TryWrite(item))
            {
                if (_rejectsWhenFull && !_closing)
                {
                    throw new InstructRecException(
                        InstructRecErrorKind.Busy, $"{Waiting} requests are waiting for {Requested}", remedy: "Try again later, or raise DeviceWorkerOptions.QueueCapacity");
                }

                await _queue.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(DeviceWorker));
        }

        return await item.Result.ConfigureAwait(false);
    }

    /// <summary>Runs <paramref name="work"/> on a thread of the device.</summary>
    /// <inheritdoc cref="RunAsync{T}(Func{T}, CancellationToken)"/>
    public async ValueTask RunAsync(Action work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        await RunAsync(
            () =>
            {
                work();
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes no more work, finishes what is queued, and ends the threads.</summary>
    /// <returns>A task that ends with the last of them.</returns>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _queue.Writer.TryComplete();
        await Task.WhenAll(_threads.Select(t => t.Ended)).ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for hosts that dispose synchronously: the calling thread waits. Not for the device's own threads.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>On each of the threads, before its first work: why it cannot do any, or null.</summary>
    private InstructRecException? Prepare()
    {
        try
        {
            TorchRuntime.EnsureLoaded();
        }
        catch (InstructRecException missing)
        {
            LogNativeMissing(_logger, missing.Message);
            return missing;
        }

        if (Threads > 1 && !_share.TryTake(Threads) && Interlocked.Exchange(ref _shareMissed, 1) == 0)
        {
            LogShareMissed(_logger, Threads);
        }

        return null;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The native libraries cannot be used: {Reason}")]
    private static partial void LogNativeMissing(ILogger logger, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "This libtorch cannot be held to a share of the processor on one thread: {Threads} batches at once will compete for all of it. Set OMP_NUM_THREADS, or ParallelBatches to 1")]
    private static partial void LogShareMissed(ILogger logger, int threads);
}
