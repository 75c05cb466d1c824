using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace InstructRec.Load;

/// <summary>What one phase of load came to.</summary>
internal sealed class LoadPhase(string name)
{
    private readonly ConcurrentQueue<double> _accepted = new();
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private int _busy;
    private int _errors;

    public double PerSecond => _accepted.Count / _time.Elapsed.TotalSeconds;

    public int Errors => _errors;

    public void Stop() => _time.Stop();

    /// <param name="status">The status of the answer; 0 where none came.</param>
    /// <param name="took">From asking to the last byte.</param>
    public void Add(int status, TimeSpan took)
    {
        switch (status)
        {
            case 200:
                _accepted.Enqueue(took.TotalMilliseconds);
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
        CultureInfo.InvariantCulture, $"| {name} | {_accepted.Count} | {PerSecond:0.0} | {Percentile(0.5, this):0.0} | {Percentile(0.99, this):0.0} | {_busy} | {_errors} |");

    /// <summary>A percentile of the times of all accepted requests of some phases; not a number where there are none.</summary>
    public static double Percentile(double share, params ReadOnlySpan<LoadPhase> phases)
    {
        List<double> all = [];
        foreach (LoadPhase phase in phases)
        {
            all.AddRange(phase._accepted);
        }

        all.Sort();
        return all.Count == 0 ? double.NaN : all[Math.Min(all.Count - 1, (int)(share * all.Count))];
    }
}
