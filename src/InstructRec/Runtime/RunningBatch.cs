namespace InstructRec.Runtime;

/// <summary>A batch on the device and how many still want its results: when nobody does, its work is told to stop at its next step.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RunningBatch(int wanted) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _unwanted = new();
    private int _wanted = wanted;
    private bool _ended;

    public CancellationToken Unwanted => _unwanted.Token;

    public void Leave()
    {
        lock (_gate)
        {
            if (--_wanted == 0 && !_ended)
            {
                _unwanted.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _unwanted.Dispose();
        }
    }
}
