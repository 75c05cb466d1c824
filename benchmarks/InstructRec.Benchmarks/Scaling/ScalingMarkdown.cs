using System.Globalization;
using System.Text;
using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Scaling;

/// <summary>A curve as a Markdown table.</summary>
internal static class ScalingMarkdown
{
    public static string Of(ScalingResult result)
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"### {result.Grows}");
        Line($"");
        Line($"{result.Origin.ToString()}");
        Line($"Timing: {result.Timing}, {result.Rounds} rounds, sizes in turns.");
        Line($"");
        Line($"| size | ms, median | quartiles | exponent from the size before |");
        Line($"|--:|--:|--:|--:|");
        for (int i = 0; i < result.Points.Count; i++)
        {
            (double size, Spread time) = result.Points[i];
            string step = i == 0 ? string.Empty : result.Steps[i - 1].ToString("F2", CultureInfo.InvariantCulture);
            Line($"| {size:N0} | {time.Median:F2} | {time.Low:F2} to {time.High:F2} | {step} |");
        }

        Line($"");
        Line($"Exponent {result.Law.Exponent:F2} ({(result.Points.Count == 2 ? "rounds from" : "95 %:")} {result.Law.Low:F2} to {result.Law.High:F2}).");
        return text.ToString();
    }
}
