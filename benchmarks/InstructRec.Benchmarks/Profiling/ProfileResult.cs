namespace InstructRec.Benchmarks.Profiling;

/// <summary>One profile.</summary>
internal sealed record ProfileResult
{
    /// <summary>How much of the whole the parts may miss, or count twice, in percent.</summary>
    public const double Tolerance = 5;

    public required MeasurementOrigin Origin { get; init; }

    public required string Description { get; init; }

    public required string Timing { get; init; }

    public required int Rounds { get; init; }

    public required Roofline Peak { get; init; }

    /// <summary>The whole as users call it: the median, and the first and third quartile.</summary>
    public required Spread Whole { get; init; }

    public required IReadOnlyList<ProfiledPart> Parts { get; init; }

    /// <summary>Managed bytes that one whole pass allocates.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Tensors that live before a pass, at most in this process, and after the pass.</summary>
    public required (long Before, long Peak, long After) Tensors { get; init; }

    /// <summary>Bytes in use on the GPU after the passes: what libtorch keeps of its peak; <see langword="null"/> elsewhere.</summary>
    public long? DeviceBytes { get; init; }

    /// <summary>The largest difference between numbers of the whole and of the parts' result.</summary>
    public required double Difference { get; init; }

    public double PartsMilliseconds => Parts.Sum(p => p.Milliseconds);

    /// <summary>What of the whole is no part; negative where taking the parts' time cost more than it.</summary>
    public double RestMilliseconds => Whole.Median - PartsMilliseconds;

    public double RestPercent => 100 * RestMilliseconds / Whole.Median;

    /// <summary>Whether the parts are the whole within <see cref="Tolerance"/> percent.</summary>
    public bool AddsUp => Math.Abs(RestPercent) <= Tolerance;

    public Cost Total => Parts.Aggregate(default(Cost), (sum, part) => sum + part.Cost);

    /// <summary>The whole, then its parts; of these only the medians are kept.</summary>
    public MeasuredTable Table() => new(
        Description,
        [
            ("peakGigaflops", Peak.Gigaflops), ("peakGigabytesPerSecond", Peak.GigabytesPerSecond), ("restMilliseconds", RestMilliseconds), ("restPercent", RestPercent),
            ("mostRestPercent", Tolerance), ("allocatedBytes", AllocatedBytes), ("tensorsBefore", Tensors.Before), ("tensorsPeak", Tensors.Peak), ("tensorsAfter", Tensors.After),
            ("difference", Difference), .. DeviceBytes is { } bytes ? ((string, double)[])[("deviceBytes", bytes)] : [],
        ],
        [
            new MeasuredRow("whole", Whole, Figures(1, Total, 100 * Parts.Sum(p => Peak.Floor(p.Cost)) / Whole.Median)),
            .. Parts.Select(p => new MeasuredRow(p.Name, new Spread(p.Milliseconds, double.NaN, double.NaN), Figures(p.Calls, p.Cost, p.PercentOfPeak))),
        ]);

    private static (string, double)[] Figures(int calls, Cost cost, double percentOfPeak) => [("calls", calls), ("flop", cost.Flop), ("bytes", cost.Bytes), ("percentOfPeak", percentOfPeak)];
}
