using System.Diagnostics.Metrics;

namespace InstructRec.Runtime;

/// <summary>What is measured where work is queued and run.</summary>
internal static class RuntimeMetrics
{
    public const string MeterName = "InstructRec";

    public static readonly Meter Meter = new(MeterName);
}
