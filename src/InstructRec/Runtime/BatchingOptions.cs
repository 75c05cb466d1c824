namespace InstructRec.Runtime;

/// <summary>How requests of many callers are put together for a device.</summary>
/// <remarks>
/// While one batch runs the next one gathers, so callers at the same time are batched without anybody waiting for it. A batch begins with the request that is due first and takes
/// those nearest to it in length, as long as the padded tokens stay within the model's token budget.
/// </remarks>
public sealed class BatchingOptions
{
    internal const int MostParallelBatches = 64;

    /// <summary>How long a device that has nothing to do waits for company of a request, 0 to 10 s; default 0. More makes fuller batches of requests that come apart.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.Zero;

    /// <summary>Calls that may wait, 1 to 1,048,576; default 256. Together with a batch's time it bounds how long an accepted request waits.</summary>
    public int QueueCapacity { get; set; } = 256;

    /// <summary>
    /// Whether a full queue turns interactive requests away (<see cref="InstructRecErrorKind.Busy"/>) instead of letting callers wait for room; default <see langword="true"/>.
    /// Bulk requests wait in any case.
    /// </summary>
    public bool RejectWhenFull { get; set; } = true;

    /// <summary>How much later than it came a bulk request is due, 0 to 1 hour; default 1 s. Interactive requests pass it for that long and no longer, so it always has its turn.</summary>
    public TimeSpan BulkPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Batches that are computed at the same time, 1 to 64; default 1. More only where <c>Device</c> is <c>cpu</c>. The weights are in memory once; each batch has an equal share of the
    /// cores, at least one: small networks answer more callers so, and a single caller waits longer where the cores would have helped.
    /// </summary>
    /// <remarks>While several callers wait, a batch takes at most an equal share of the calls that wait and run. Models of one device run on as many threads as the one that asks for most.</remarks>
    public int ParallelBatches { get; set; } = 1;

    /// <summary>The setting that cannot work and why, or <see langword="null"/>.</summary>
    internal (string Setting, string What)? Fault(string device) => this switch
    {
        { MaxWait.Ticks: < 0 } or { MaxWait.TotalSeconds: > 10 } => (nameof(MaxWait), $"{MaxWait} is not between 0 and 10 seconds"),
        { QueueCapacity: < 1 or > 1 << 20 } => (nameof(QueueCapacity), $"{QueueCapacity} is not between 1 and 1048576"),
        { BulkPatience.Ticks: < 0 } or { BulkPatience.TotalHours: > 1 } => (nameof(BulkPatience), $"{BulkPatience} is not between 0 and 1 hour"),
        { ParallelBatches: < 1 or > MostParallelBatches } => (nameof(ParallelBatches), $"{ParallelBatches} is not between 1 and {MostParallelBatches}"),
        { ParallelBatches: > 1 } when DeviceName.Parse(device).Type != "cpu" =>
            (nameof(ParallelBatches), $"{ParallelBatches} batches at once are for the device cpu; '{device}' computes one after the other"),
        _ => null,
    };
}
