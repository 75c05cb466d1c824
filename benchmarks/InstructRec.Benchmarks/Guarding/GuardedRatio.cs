namespace InstructRec.Benchmarks.Guarding;

/// <summary>Two ways of comparable work; the guard watches the time of one over the time of the other.</summary>
/// <param name="Name">What the ratio says.</param>
/// <param name="Reference">What it is measured by: work that our code does not change.</param>
/// <param name="Measured">Our code.</param>
internal sealed record GuardedRatio(string Name, Action Reference, Action Measured);
