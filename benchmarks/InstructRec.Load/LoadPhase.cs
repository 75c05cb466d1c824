using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace InstructRec.Load;

/// <summary>What one phase of load came to.</summary>
internal sealed class LoadPhase(string name)
{
    private readonly ConcurrentBag<double> _accepted = [];
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private int _busy;
    private int _errors;

    public double PerSecond => _accepted.Count / _time.Elapsed.TotalSeconds;

    public double P99 => Percentile(0.99);

    public void Stop() => _time.Stop();

    public void Add(int status, TimeSpan took)
    {
        switch (status)
        {
            case 200:
                _accepted.Add(took.TotalMilliseconds);
                break;
            case 429:
                Interlocked.Increment(ref _busy);
                break;
            default:
                Interlocked.Increment(ref _errors);
                break;
        }
    }

    public string Row() => string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {_accepted.Count} | {PerSecond:0.0} | {Percentile(0.5):0.0} | {P99:0.0} | {_busy} | {_errors} |");

    private double Percentile(double share)
    {
        double[] sorted = [.. _accepted.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
