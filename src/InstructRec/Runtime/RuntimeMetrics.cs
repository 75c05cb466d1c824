using System.Diagnostics.Metrics;

namespace InstructRec.Runtime;

/// <summary>What is measured where work is queued and run.</summary>
internal static class RuntimeMetrics
{
    public const string MeterName = "InstructRec";

    public static readonly Meter Meter = new(MeterName);

    public static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>("instructrec.queue.length", "{call}", "Calls that wait for a device");
    public static readonly Histogram<double> QueueTime = Meter.CreateHistogram<double>("instructrec.queue.time", "s", "How long calls waited for a device");
    public static readonly Histogram<long> BatchSize = Meter.CreateHistogram<long>("instructrec.batch.size", "{call}", "Calls run together");
    public static readonly Histogram<long> BatchTokens = Meter.CreateHistogram<long>("instructrec.batch.tokens", "{token}", "Prompt tokens of a batch, padding included");
    public static readonly Histogram<double> BatchDuration = Meter.CreateHistogram<double>("instructrec.batch.duration", "s", "The device's time for a batch");
    public static readonly Counter<long> Rejected = Meter.CreateCounter<long>("instructrec.rejected", "{call}", "Calls turned away because the queue was full");
    public static readonly Counter<long> Expired = Meter.CreateCounter<long>("instructrec.expired", "{call}", "Calls whose deadline passed");
}
