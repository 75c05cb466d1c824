using System.Runtime.InteropServices;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>The processor time of the calling thread: what else the machine does takes none of it. For work that one thread does on the CPU.</summary>
internal sealed partial class ThreadTimeline : ITimeline
{
    private const int ThreadClock = 3;
    private readonly List<long> _moments = [];

    /// <summary>Whether the system tells a thread's time to the nanosecond; .NET's own figures are of the process and coarse.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux();

    public string Name => "processor time of one thread";

    /// <summary>The processor time where one thread does the work and the system tells it; else the clock.</summary>
    /// <param name="threads">Threads that do the work.</param>
    public static ITimeline For(int threads) => threads == 1 && IsSupported ? new ThreadTimeline() : new ClockTimeline();

    public int Mark()
    {
        _ = ClockGetTime(ThreadClock, out TimeSpec now);
        _moments.Add((now.Seconds * 1_000_000_000) + now.Nanoseconds);
        return _moments.Count - 1;
    }

    public double Between(int from, int to) => (_moments[to] - _moments[from]) / 1e6;

    public void Clear() => _moments.Clear();

    public void Dispose()
    {
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
