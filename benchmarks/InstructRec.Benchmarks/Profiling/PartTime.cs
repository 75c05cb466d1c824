namespace InstructRec.Benchmarks.Profiling;

/// <summary>What one part of a pass took.</summary>
/// <param name="Name">The part.</param>
/// <param name="Calls">How often it came in the pass.</param>
/// <param name="Milliseconds">All calls together.</param>
/// <param name="Cost">All calls together.</param>
internal sealed record PartTime(string Name, int Calls, double Milliseconds, Cost Cost);
