namespace Worker;

/// <summary>One line of the output.</summary>
/// <param name="Line">The line of the input that it answers, from 1.</param>
/// <param name="Of">The first 16 hexadecimal digits of that line's SHA-256: another input is noticed.</param>
internal sealed record WorkerReply(long Line, string Of)
{
    public string? Id { get; init; }

    public IReadOnlyList<WorkerItem>? Items { get; init; }

    /// <summary>Why there is no ranking: the line was at fault, and the run went on.</summary>
    public string? Error { get; init; }
}

/// <summary>One item of a ranking.</summary>
internal sealed record WorkerItem(int Rank, string Id, double Score, double Probability);
