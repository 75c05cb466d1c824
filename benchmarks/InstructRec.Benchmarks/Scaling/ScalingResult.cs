using System.Globalization;
using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Scaling;

/// <summary>What the sizes of a curve cost.</summary>
/// <param name="Name">The curve's short name.</param>
/// <param name="Grows">What grows, in words.</param>
/// <param name="Origin">Command, machine, date.</param>
/// <param name="Timing">What was measured.</param>
/// <param name="Rounds">How often each size ran.</param>
/// <param name="Points">The sizes in rising order, and their milliseconds.</param>
/// <param name="Law">The fit over the medians.</param>
internal sealed record ScalingResult(string Name, string Grows, MeasurementOrigin Origin, string Timing, int Rounds, IReadOnlyList<(double Size, Spread Milliseconds)> Points, PowerLaw Law)
{
    /// <summary>The exponent from each size to the next: where it climbs, one law does not describe the growth.</summary>
    public IReadOnlyList<double> Steps => [.. Points.Zip(Points.Skip(1), (a, b) => Math.Log(b.Milliseconds.Median / a.Milliseconds.Median) / Math.Log(b.Size / a.Size))];

    /// <summary>A row for each size.</summary>
    public MeasuredTable Table() => new(
        Grows,
        [("exponent", Law.Exponent), ("exponentLow", Law.Low), ("exponentHigh", Law.High)],
        [.. Points.Select(p => new MeasuredRow(p.Size.ToString("F0", CultureInfo.InvariantCulture), p.Milliseconds, [("size", p.Size)]))]);
}
