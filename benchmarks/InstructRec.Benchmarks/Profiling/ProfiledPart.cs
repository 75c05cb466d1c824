namespace InstructRec.Benchmarks.Profiling;

/// <summary>A part's time beside the whole and the machine's most.</summary>
/// <param name="Name">The part.</param>
/// <param name="Calls">How often it comes in one pass.</param>
/// <param name="Milliseconds">The median of the rounds, all calls of a pass together.</param>
/// <param name="Cost">What it must do at least.</param>
/// <param name="PercentOfPeak">The least time that the machine's peaks allow, over the time taken.</param>
internal sealed record ProfiledPart(string Name, int Calls, double Milliseconds, Cost Cost, double PercentOfPeak)
{
    public double Gigaflops => Cost.Flop / Milliseconds / 1e6;

    public double GigabytesPerSecond => Cost.Bytes / Milliseconds / 1e6;
}
