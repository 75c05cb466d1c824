namespace InstructRec.Benchmarks.Profiling;

/// <summary>One thing that was timed.</summary>
/// <param name="Name">A part, a size, a way.</param>
/// <param name="Milliseconds">The median of the rounds, and the quartiles; no number where they are not kept.</param>
/// <param name="Figures">What else is known of it, by name; what is no finite number is written as null.</param>
internal sealed record MeasuredRow(string Name, Spread Milliseconds, IReadOnlyList<(string Name, double Value)> Figures);
