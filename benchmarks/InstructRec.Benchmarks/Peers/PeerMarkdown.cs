using System.Globalization;
using System.Text;
using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Peers;

/// <summary>Peers as Markdown tables.</summary>
internal static class PeerMarkdown
{
    public static string Of(MeasurementOrigin origin, string timing, int rounds, IReadOnlyList<(PeerGroup Group, IReadOnlyList<PeerResult> Results)> groups)
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"{origin.ToString()}");
        Line($"Timing: {timing}, {rounds} rounds in turns. Difference: length of the difference of the results over the length of the first's, and the most that still counts as the same.");
        foreach ((PeerGroup group, IReadOnlyList<PeerResult> results) in groups)
        {
            Line($"");
            Line($"**{group.Work}**");
            Line($"");
            Line($"| way | ms, median | quartiles | times {results[0].Name}, median | quartiles | difference (most) |");
            Line($"|---|--:|--:|--:|--:|--:|");
            foreach (PeerResult result in results)
            {
                string ratio = result.Ratio is { } r ? string.Create(CultureInfo.InvariantCulture, $"{r.Median:F3} | {r.Low:F3} to {r.High:F3}") : "computes something else | no ratio";
                Line($"| {result.Name} | {result.Milliseconds.Median:F2} | {result.Milliseconds.Low:F2} to {result.Milliseconds.High:F2} | {ratio} | {result.Difference:G2} ({result.Tolerance:G2}) |");
            }
        }

        return text.ToString();
    }
}
