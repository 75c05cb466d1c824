using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Scaling;

/// <summary>Times the sizes of a curve in turns.</summary>
internal static class ScalingMeasurement
{
    /// <summary>Every size once a round, after one pass that warms up.</summary>
    /// <param name="curve">The sizes.</param>
    /// <param name="timeline">Where moments come from.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="origin">Command, machine, date.</param>
    public static ScalingResult Run(ScalingCurve curve, ITimeline timeline, int rounds, MeasurementOrigin origin)
    {
        double[][] times = [.. curve.Points.Select(_ => new double[rounds])];
        foreach ((_, Action run) in curve.Points)
        {
            run();
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                times[i][round] = timeline.Milliseconds(curve.Points[i].Run);
            }
        }

        double[] sizes = [.. curve.Points.Select(p => p.Size)];
        return new ScalingResult(
            curve.Name, curve.Grows, origin, timeline.Name, rounds, [.. sizes.Zip(times, (size, taken) => (size, Spread.Of(taken)))], PowerLaw.Fit(sizes, times));
    }
}
