namespace InstructRec.Recommendation;

/// <summary>The right to use a loaded model until disposed; a reload frees the old weights only when no lease on them is left.</summary>
internal sealed class ModelLease(SharedModel shared) : IDisposable
{
    private int _returned;

    public LoadedModel Model => shared.Model;

    public SharedModel Shared => shared;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            shared.Leave();
        }
    }
}
