namespace InstructRec.Benchmarks.Scaling;

/// <summary>The same work in several sizes.</summary>
/// <param name="Name">What grows.</param>
/// <param name="Points">The sizes, and the work of each.</param>
internal sealed record ScalingCurve(string Name, IReadOnlyList<(double Size, Action Run)> Points);
