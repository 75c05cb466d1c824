using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Guarding;

/// <summary>A ratio that got worse.</summary>
internal sealed record Regression(string Name, StoredRatio Stored, Spread Measured)
{
    /// <summary>How many times slower than stored.</summary>
    public double Factor => Measured.Median / Stored.Ratio;
}
