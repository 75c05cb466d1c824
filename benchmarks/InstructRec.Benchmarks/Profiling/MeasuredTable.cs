namespace InstructRec.Benchmarks.Profiling;

/// <summary>What one piece of work cost, as every verb writes it.</summary>
/// <param name="Work">The work in words.</param>
/// <param name="Figures">What holds for the whole table, by name.</param>
/// <param name="Rows">What was timed, in the order of measurement.</param>
internal sealed record MeasuredTable(string Work, IReadOnlyList<(string Name, double Value)> Figures, IReadOnlyList<MeasuredRow> Rows);
