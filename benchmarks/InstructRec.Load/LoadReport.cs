using System.Globalization;
using System.Text;

namespace InstructRec.Load;

/// <summary>What a run came to, held against the bounds that it was made for.</summary>
internal sealed record LoadReport(
    LoadPhase[] One, LoadPhase[] Many, LoadPhase Held, LoadPhase Over, LoadPhase Beside, MemorySamples Memory, FaultCallers Faults, bool SameAnswer, int Capacity, int Parallel)
{
    private const double LeastRatio = 2.5, MostMemory = 0.03, MostOverload = 2;

    private double Ratio => Many.Sum(p => p.PerSecond) / One.Sum(p => p.PerSecond);

    private double Overload => LoadPhase.Percentile(0.99, Over) / LoadPhase.Percentile(0.99, Many);

    private LoadPhase[] Phases => [One[0], Many[0], One[1], Many[1], Held, Over, Beside];

    private int Errors => Phases.Sum(p => p.Errors);

    private (bool Kept, string What)[] Bounds =>
    [
        (Ratio >= LeastRatio, string.Create(CultureInfo.InvariantCulture, $"32 callers against 1: {Ratio:0.00} times (both twice, alternating; at least {LeastRatio})")),
        (Errors == 0, string.Create(CultureInfo.InvariantCulture, $"errors other than 429: {Errors} (none)")),
        (Memory.Deviation <= MostMemory, string.Create(CultureInfo.InvariantCulture, $"resident memory of the server in the long phase: {Memory} (at most ± {100 * MostMemory} %)")),
        (Overload <= MostOverload, string.Create(CultureInfo.InvariantCulture, $"p99 of what is accepted under overload: {Overload:0.00} times that of 32 callers (at most {MostOverload})")),
        (Faults.Wrong == 0, $"callers at fault are told so: {Faults.Row()}"),
        (SameAnswer, "one request asked before and after all that: the same answer to the last bit"),
    ];

    public bool IsKept => Bounds.All(b => b.Kept);

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, client beside the server; shipped model, 10 candidates, 1 to 20 past titles, queue of {Capacity}, {Parallel} batches at once. {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC.");
        text.AppendLine().AppendLine("| phase | answered | per second | p50 ms | p99 ms | 429 | errors |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (LoadPhase phase in Phases)
        {
            text.AppendLine(phase.Row());
        }

        text.AppendLine();
        foreach ((bool kept, string what) in Bounds)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {(kept ? "kept" : "MISSED")}: {what}");
        }

        return text.ToString();
    }
}
