using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Guarding;

/// <summary>Measures ratios and compares them to stored ones; seconds are never compared, since machines differ.</summary>
internal static class RatioGuard
{
    /// <summary>The ratio of each pair: the median over rounds in which both run one after the other, of the processor time of this thread where the system tells it.</summary>
    /// <param name="ratios">The pairs.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="shortest">Milliseconds that a turn lasts at least; short work is repeated.</param>
    public static IReadOnlyDictionary<string, Spread> Measure(IReadOnlyList<GuardedRatio> ratios, int rounds, double shortest = 3)
    {
        using ITimeline timeline = ThreadTimeline.For(1);
        Dictionary<string, Spread> measured = new(StringComparer.Ordinal);
        foreach (GuardedRatio ratio in ratios)
        {
            ratio.Reference();
            ratio.Measured();
            int references = Repeats(timeline, ratio.Reference, shortest), repeats = Repeats(timeline, ratio.Measured, shortest);
            double[] values = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                double reference = Milliseconds(timeline, ratio.Reference, references) / references;
                values[round] = Milliseconds(timeline, ratio.Measured, repeats) / repeats / reference;
            }

            measured.Add(ratio.Name, Spread.Of(values));
        }

        return measured;
    }

    /// <summary>What is slower than stored by more than its tolerance, worst first. The lower quartile decides: a disturbed round is no loss.</summary>
    public static IReadOnlyList<Regression> Compare(StoredRatios stored, IReadOnlyDictionary<string, Spread> measured) =>
    [
        .. measured.Where(m => stored.Ratios.TryGetValue(m.Key, out StoredRatio? known) && m.Value.Low > known.Ratio * known.Tolerance)
            .Select(m => new Regression(m.Key, stored.Ratios[m.Key], m.Value)).OrderByDescending(r => r.Factor),
    ];

    private static int Repeats(ITimeline timeline, Action work, double shortest) => (int)Math.Clamp(Math.Ceiling(shortest / Math.Max(Milliseconds(timeline, work, 1), 1e-4)), 1, 1000);

    private static double Milliseconds(ITimeline timeline, Action work, int repeats) => timeline.Milliseconds(() =>
    {
        for (int i = 0; i < repeats; i++)
        {
            work();
        }
    });
}
