using System.Diagnostics;
using System.Globalization;

namespace InstructRec.Load;

/// <summary>The resident memory of a process, once a second.</summary>
internal sealed class MemorySamples
{
    private readonly List<(double Second, double Megabytes)> _all = [];

    /// <summary>Half of the span between the smallest and the largest of the last four fifths, as a share of their middle.</summary>
    public double Deviation => (High - Low) / (High + Low);

    private double Low => Last.Min(m => m.Megabytes);

    private double High => Last.Max(m => m.Megabytes);

    private IEnumerable<(double Second, double Megabytes)> Last => _all.Where(m => m.Second >= _all[^1].Second / 5);

    public async Task SampleAsync(int process, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!cancellationToken.IsCancellationRequested)
        {
            using Process server = Process.GetProcessById(process);
            _all.Add((clock.Elapsed.TotalSeconds, server.WorkingSet64 / 1e6));
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }

    public override string ToString()
    {
        int step = Math.Max(1, _all.Count / 10);
        IEnumerable<string> course = _all.Where((_, i) => i % step == 0).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Megabytes:0}"));
        return string.Create(CultureInfo.InvariantCulture, $"{Low:0} to {High:0} MB in the last four fifths (± {100 * Deviation:0.0} %); its course: {string.Join(' ', course)}");
    }
}
