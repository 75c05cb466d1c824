namespace InstructRec.Benchmarks;

/// <summary>The network that a benchmark runs; the smoke run puts <see cref="Tiny"/> in the place of all others.</summary>
public enum BenchmarkedModel
{
    /// <summary>flan-t5-small's shape.</summary>
    Small,

    /// <summary>Two layers of 32 numbers: only whether it runs.</summary>
    Tiny,
}
