using TorchSharp;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>Times a whole and its parts in turns.</summary>
internal static class Profiler
{
    /// <summary>What the rounds gave.</summary>
    public sealed record Measured(
        Spread Whole, IReadOnlyList<PartTime> Parts, long AllocatedBytes, (long Before, long Peak, long After) Tensors, double Difference);

    /// <summary>Whole, parts, whole, parts, …</summary>
    /// <param name="work">What is done.</param>
    /// <param name="timeline">Where moments come from.</param>
    /// <param name="rounds">How often each.</param>
    public static Measured Run(IProfiledWork work, ITimeline timeline, int rounds)
    {
        PartClock clock = new(timeline);
        float[] expected = work.Whole(), found = work.Parts(clock);
        clock.Finish();
        double difference = expected.Length == found.Length ? expected.Zip(found, (a, b) => Math.Abs((double)a - b)).DefaultIfEmpty().Max() : double.PositiveInfinity;
        long before = torch.Tensor.TotalCount, allocated = GC.GetAllocatedBytesForCurrentThread();
        work.Whole();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        (long, long, long) tensors = (before, torch.Tensor.PeakCount, torch.Tensor.TotalCount);

        double[] whole = new double[rounds];
        IReadOnlyList<PartTime>[] parts = new IReadOnlyList<PartTime>[rounds];
        for (int round = 0; round < rounds; round++)
        {
            whole[round] = timeline.Milliseconds(() => work.Whole());
            work.Parts(clock);
            parts[round] = clock.Finish();
        }

        IReadOnlyList<PartTime> medians = [.. parts[0].Select((part, i) => part with { Milliseconds = Spread.Of(parts.Select(p => p[i].Milliseconds)).Median })];
        return new Measured(Spread.Of(whole), medians, allocated, tensors, difference);
    }
}
