using System.Globalization;
using System.Text;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>A profile as a Markdown table.</summary>
internal static class ProfileMarkdown
{
    public static string Of(ProfileResult result)
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"### {result.Description}");
        Line($"");
        Line($"{result.Origin.ToString()}");
        Line($"Peak in this run: {result.Peak.Gigaflops:F0} GF/s, {result.Peak.GigabytesPerSecond:F1} GB/s. Timing: {result.Timing}, {result.Rounds} rounds, whole and parts in turns, medians.");
        Line($"");
        Line($"| part | calls | ms | % of whole | GFLOP | MB | GF/s | GB/s | % of peak |");
        Line($"|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (ProfiledPart part in result.Parts.OrderByDescending(p => p.Milliseconds))
        {
            Line($"| {part.Name} | {part.Calls} | {part.Milliseconds:F3} | {100 * part.Milliseconds / result.Whole.Median:F1} | {part.Cost.Flop / 1e9:F3} | {part.Cost.Bytes / 1e6:F1} | {part.Gigaflops:F1} | {part.GigabytesPerSecond:F1} | {part.PercentOfPeak:F0} |");
        }

        Cost total = result.Total;
        Line($"| rest (whole - parts) | | {result.RestMilliseconds:F3} | {result.RestPercent:F1} | | | | | |");
        Line($"| **whole** (quartiles {result.Whole.Low:F3} to {result.Whole.High:F3}) | 1 | {result.Whole.Median:F3} | 100.0 | {total.Flop / 1e9:F3} | {total.Bytes / 1e6:F1} | {total.Flop / result.Whole.Median / 1e6:F1} | {total.Bytes / result.Whole.Median / 1e6:F1} | {100 * result.Parts.Sum(p => result.Peak.Floor(p.Cost)) / result.Whole.Median:F0} |");
        Line($"");
        Line($"{Verdict(result)}");
        Line($"Managed allocations of one pass: {result.AllocatedBytes / 1e3:F0} kB. Live tensors: {result.Tensors.Before} before, {result.Tensors.Peak} at most in this process, {result.Tensors.After} after.{(result.DeviceBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $" In use on the device: {bytes / 1e6:F0} MB.") : string.Empty)}");
        Line($"The parts' result differs from the whole's by at most {result.Difference:G3}.");
        return text.ToString();
    }

    /// <summary>Whether the parts may be believed.</summary>
    public static string Verdict(ProfileResult result)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"{result.PartsMilliseconds:F3} ms of {result.Whole.Median:F3}, rest {result.RestPercent:F1} %");
        return result.AddsUp
            ? string.Create(CultureInfo.InvariantCulture, $"The parts add up to the whole within {ProfileResult.Tolerance:F0} %: {what}.")
            : string.Create(CultureInfo.InvariantCulture, $"**The parts do NOT add up to the whole within {ProfileResult.Tolerance:F0} %: {what}.** Measure again on a quieter machine or with more rounds; a part may be missing.");
    }
}
