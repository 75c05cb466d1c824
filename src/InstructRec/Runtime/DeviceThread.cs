using System.Threading.Channels;

namespace InstructRec.Runtime;

/// <summary>A thread that takes work from a device's queue until the queue is closed and empty.</summary>
internal sealed class DeviceThread
{
    private readonly ChannelReader<IDeviceWork> _queue;
    private readonly Func<Exception?> _prepare;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isPrepared;

    /// <summary>Starts it.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="queue">Where work comes from; several threads may read it.</param>
    /// <param name="prepare">Run on the thread before its first work, and again while it gives a reason why work cannot be run.</param>
    public DeviceThread(string name, ChannelReader<IDeviceWork> queue, Func<Exception?> prepare)
    {
        (_queue, _prepare) = (queue, prepare);
        _thread = new Thread(Loop) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Ends with the thread.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the caller runs on it.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    private void Loop()
    {
        try
        {
            while (_queue.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_queue.TryRead(out IDeviceWork? item))
                {
                    Run(item);
                }
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Run(IDeviceWork item)
    {
        if (item.IsCancelled)
        {
            item.Cancel();
            return;
        }

        if (!_isPrepared && _prepare() is { } reason)
        {
            item.Fail(reason);
            return;
        }

        _isPrepared = true;
        item.RunInScope();
    }
}
