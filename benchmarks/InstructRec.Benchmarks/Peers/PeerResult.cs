using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Peers;

/// <summary>One way's figures.</summary>
/// <param name="Name">The way.</param>
/// <param name="Difference">How far its numbers lie from the first way's.</param>
/// <param name="Tolerance">How far they may.</param>
/// <param name="Milliseconds">Its time.</param>
/// <param name="Ratio">Its time over the first way's, round by round; <see langword="null"/> where it computes something else, so that a ratio would say nothing.</param>
internal sealed record PeerResult(string Name, double Difference, double Tolerance, Spread Milliseconds, Spread? Ratio)
{
    /// <summary>Times the ways of a group in turns and compares their results.</summary>
    /// <param name="group">The ways.</param>
    /// <param name="timeline">Where moments come from.</param>
    /// <param name="rounds">How often each.</param>
    public static IReadOnlyList<PeerResult> Measure(PeerGroup group, ITimeline timeline, int rounds)
    {
        IReadOnlyList<double> differences = group.Differences();
        double[][] times = [.. group.Ways.Select(_ => new double[rounds])];
        foreach (PeerWay way in group.Ways)
        {
            way.Run();
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                times[i][round] = timeline.Milliseconds(group.Ways[i].Run);
            }
        }

        return [.. group.Ways.Select((way, i) => new PeerResult(
            way.Name, differences[i], way.Tolerance, Spread.Of(times[i]), differences[i] <= way.Tolerance ? Spread.Of(times[i].Zip(times[0], (a, b) => a / b)) : null))];
    }

    /// <summary>A row for each way; one that computes something else has no ratio.</summary>
    /// <param name="group">The ways.</param>
    /// <param name="results">Their figures.</param>
    public static MeasuredTable Table(PeerGroup group, IReadOnlyList<PeerResult> results) => new(
        group.Work,
        [],
        [.. results.Select(r => new MeasuredRow(
            r.Name,
            r.Milliseconds,
            [.. r.Ratio is { } ratio ? ((string, double)[])[("ratio", ratio.Median), ("ratioLow", ratio.Low), ("ratioHigh", ratio.High)] : [], ("difference", r.Difference), ("mostDifference", r.Tolerance)]))]);
}
