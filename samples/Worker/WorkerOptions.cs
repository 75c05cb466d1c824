namespace Worker;

/// <summary>Where lines come from and go to.</summary>
internal sealed class WorkerOptions
{
    /// <summary>The file of requests; <c>-</c> is standard input.</summary>
    public string Input { get; set; } = "-";

    /// <summary>The file of rankings, which is also the memory of how far a run has come; <c>-</c> is standard output, which has no memory.</summary>
    public string Output { get; set; } = "-";

    /// <summary>Requests that are asked at once, so that they are batched.</summary>
    public int AtOnce { get; set; } = 32;
}
