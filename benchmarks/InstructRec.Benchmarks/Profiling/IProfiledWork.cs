namespace InstructRec.Benchmarks.Profiling;

/// <summary>Work that can be done as users do it, or part by part with a clock between.</summary>
internal interface IProfiledWork : IDisposable
{
    /// <summary>What is done, in words, with its sizes.</summary>
    string Description { get; }

    /// <summary>Does it as a user's program does.</summary>
    /// <returns>Some numbers of the result.</returns>
    float[] Whole();

    /// <summary>Does the same part by part.</summary>
    /// <returns>The same numbers.</returns>
    float[] Parts(PartClock clock);
}
