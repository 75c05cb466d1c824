using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InstructRec.Runtime;

/// <summary>The one thread that touches native objects of a device: it loads, scores, swaps and frees, one work item after the other.</summary>
/// <remarks>
/// <para>
/// TorchSharp's dispose scopes are per thread, its grad mode is per thread, and every thread that calls libtorch gets an OpenMP team of
/// its own; with one thread per device a host with 64 callers has one team, and nothing native is shared.
/// </para>
/// <para>Thread-safe. Each work item runs inside a dispose scope: a tensor that it neither detaches nor hands to an owner is freed when
/// the item ends. Gradients are recorded unless the item says otherwise.</para>
/// </remarks>
public sealed partial class DeviceWorker : IAsyncDisposable, IDisposable
{
    private readonly Channel<IDeviceWork> _queue;
    private readonly Thread _thread;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _rejectsWhenFull;
    private volatile bool _closing;

    /// <summary>Starts the thread; native libraries are loaded by the first work item, not here.</summary>
    /// <param name="device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c> (the first CUDA device where there is one, else the CPU).</param>
    /// <param name="options">Queue length and what happens when it is full; <see langword="null"/> for the defaults.</param>
    /// <param name="logger">Where the device chosen and failures of the loop go; <see langword="null"/> for nowhere.</param>
    /// <exception cref="InstructRecException">The device's name has another form, or an option is out of range.</exception>
    public DeviceWorker(string device = "cpu", DeviceWorkerOptions? options = null, ILogger<DeviceWorker>? logger = null)
    {
        options ??= new DeviceWorkerOptions();
        options.Validate();
        Requested = DeviceName.Parse(device);
        _logger = logger ?? NullLogger<DeviceWorker>.Instance;
        _rejectsWhenFull = options.RejectWhenFull;
        _queue = Channel.CreateBounded<IDeviceWork>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _thread = new Thread(Loop) { IsBackground = true, Name = $"InstructRec {Requested}" };
        _thread.Start();
    }

    /// <summary>The device as asked for; what <c>auto</c> comes to is known on the device's thread (<see cref="TorchRuntime.Resolve"/>).</summary>
    public DeviceName Requested { get; }

    /// <summary>Work items waiting, the running one not counted.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Runs <paramref name="work"/> on the device's thread and gives its result back.</summary>
    /// <typeparam name="T">What the work returns: managed data, or a native object whose owner is the caller.</typeparam>
    /// <param name="work">The work; it may watch the same token between its steps.</param>
    /// <param name="cancellationToken">Takes the item out of the queue if it has not begun.</param>
    /// <returns>The result; faults with what <paramref name="work"/> throws.</returns>
    /// <exception cref="InstructRecException">Kind <see cref="InstructRecErrorKind.Busy"/>: the queue is full and the options say to reject.</exception>
    /// <exception cref="ObjectDisposedException">The worker has been disposed.</exception>
    /// <exception cref="InvalidOperationException">Called from the device's own thread, which would wait for itself.</exception>
    public async ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (Thread.CurrentThread == _thread)
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

    /// <summary>Runs <paramref name="work"/> on the device's thread.</summary>
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

    /// <summary>Takes no more work, finishes what is queued, and ends the thread.</summary>
    /// <returns>A task that ends with the thread.</returns>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _queue.Writer.TryComplete();
        await _stopped.Task.ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for hosts that dispose synchronously: the calling thread waits. Not for the device's own thread.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Loop()
    {
        try
        {
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_queue.Reader.TryRead(out IDeviceWork? item))
                {
                    Run(item);
                }
            }
        }
        finally
        {
            _stopped.SetResult();
        }
    }

    private void Run(IDeviceWork item)
    {
        if (item.IsCancelled)
        {
            item.Cancel();
            return;
        }

        try
        {
            TorchRuntime.EnsureLoaded();
        }
        catch (InstructRecException missing)
        {
            LogNativeMissing(_logger, missing.Message);
            item.Fail(missing);
            return;
        }

        item.RunInScope();
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The native libraries cannot be used: {Reason}")]
    private static partial void LogNativeMissing(ILogger logger, string reason);
}
