using TorchSharp;

namespace InstructRec.Runtime;

/// <summary>A function to run on a device's thread and the promise of its result.</summary>
internal sealed class DeviceWork<T>(Func<T> work, CancellationToken cancellationToken) : IDeviceWork
{
    // Continuations of callers must not run on the device's thread.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _result.Task;

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    public void Cancel() => _result.TrySetCanceled(cancellationToken);

    public void Fail(Exception exception) => _result.TrySetException(exception);

    public void RunInScope()
    {
        try
        {
            T value;
            using (torch.NewDisposeScope())
            {
                value = work();
            }

            _result.TrySetResult(value);
        }
        catch (OperationCanceledException cancelled)
        {
            _result.TrySetCanceled(cancelled.CancellationToken);
        }
        catch (Exception exception)
        {
            _result.TrySetException(exception);
        }
    }
}
