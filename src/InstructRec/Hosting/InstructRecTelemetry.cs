using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace InstructRec.Hosting;

/// <summary>The names under which traces and metrics of InstructRec are found; docs/hosting.md lists every instrument with its unit.</summary>
/// <example><code>
/// builder.Services.AddOpenTelemetry()
///     .WithTracing(t => t.AddSource(InstructRecTelemetry.ActivitySourceName))
///     .WithMetrics(m => m.AddMeter(InstructRecTelemetry.MeterName));
/// </code></example>
public static class InstructRecTelemetry
{
    /// <summary>The name of the activity source: <c>InstructRec</c>.</summary>
    public const string ActivitySourceName = "InstructRec";

    /// <summary>The name of the meter: <c>InstructRec</c>.</summary>
    public const string MeterName = Runtime.RuntimeMetrics.MeterName;

    internal static readonly ActivitySource Source = new(ActivitySourceName);

    internal static readonly Counter<long> Requests = Runtime.RuntimeMetrics.Meter.CreateCounter<long>("instructrec.requests", "{request}", "Requests that a model was asked");
    internal static readonly Counter<long> Failures = Runtime.RuntimeMetrics.Meter.CreateCounter<long>("instructrec.failures", "{request}", "Requests that failed or were given up");
    internal static readonly Counter<long> Candidates = Runtime.RuntimeMetrics.Meter.CreateCounter<long>("instructrec.candidates", "{item}", "Candidates that were scored");
    internal static readonly Counter<long> Tokens = Runtime.RuntimeMetrics.Meter.CreateCounter<long>("instructrec.tokens", "{token}", "Tokens of the prompts that were answered");
    internal static readonly Histogram<double> Duration = Runtime.RuntimeMetrics.Meter.CreateHistogram<double>("instructrec.request.duration", "s", "From asking to the answer");
    internal static readonly Counter<long> CacheHits = Runtime.RuntimeMetrics.Meter.CreateCounter<long>("instructrec.cache.hits", "{request}", "Requests answered from the cache");
    internal static readonly Counter<long> CacheMisses = Runtime.RuntimeMetrics.Meter.CreateCounter<long>("instructrec.cache.misses", "{request}", "Requests that the cache passed on");
}
