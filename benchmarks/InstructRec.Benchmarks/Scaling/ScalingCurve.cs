namespace InstructRec.Benchmarks.Scaling;

/// <summary>The same work in several sizes.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Grows">What grows, in words.</param>
/// <param name="Points">The sizes, rising, and the work of each.</param>
internal sealed record ScalingCurve(string Name, string Grows, IReadOnlyList<(double Size, Action Run)> Points);
