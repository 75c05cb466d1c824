namespace Evaluate.Ablations;

/// <summary>A clock of the processor time that this process has used: as many minutes of it are as much work, whatever else the machine does.</summary>
internal sealed class ProcessorTime : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
