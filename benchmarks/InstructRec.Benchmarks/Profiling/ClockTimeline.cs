using System.Diagnostics;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>The clock on the wall: on the CPU an operation is done when its call returns; on a device without events it is waited for.</summary>
/// <param name="wait">Waits for the device; nothing on the CPU.</param>
internal sealed class ClockTimeline(Action? wait = null) : ITimeline
{
    private readonly List<long> _moments = [];

    public string Name => wait is null ? "clock" : "clock, after waiting for the device";

    public int Mark()
    {
        wait?.Invoke();
        _moments.Add(Stopwatch.GetTimestamp());
        return _moments.Count - 1;
    }

    public double Between(int from, int to) => Stopwatch.GetElapsedTime(_moments[from], _moments[to]).TotalMilliseconds;

    public void Clear() => _moments.Clear();

    public void Dispose()
    {
    }
}
