namespace InstructRec.Benchmarks.Guarding;

/// <summary>What a ratio was, and how far it may go.</summary>
/// <param name="Ratio">The median.</param>
/// <param name="Tolerance">From which multiple of it on it counts as worse; from its own spread.</param>
internal sealed record StoredRatio(double Ratio, double Tolerance);
