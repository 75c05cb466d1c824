using System.Diagnostics;
using System.Globalization;

namespace Evaluate;

/// <summary>How far a system is: one line that is written over on a terminal, a line every twenty seconds elsewhere.</summary>
internal sealed class ProgressLine(string system, string candidates, int people) : IProgress<int>, IDisposable
{
    private readonly bool _terminal = !Console.IsOutputRedirected;
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _last;
    private int _first = -1;

    public void Report(int value)
    {
        _first = _first < 0 ? value : _first;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        if (elapsed - _last < TimeSpan.FromSeconds(_terminal ? 0.25 : 20))
        {
            return;
        }

        _last = elapsed;
        double left = (people - value) * elapsed.TotalSeconds / Math.Max(1, value);
        string text = string.Create(CultureInfo.InvariantCulture, $"{candidates}, {system}: {value:N0} of {people:N0} people, {left:F0} s left");
        Console.Write(_terminal ? $"\r{text,-110}" : text + "\n");
    }

    public void Dispose()
    {
        if (_terminal && _last > TimeSpan.Zero)
        {
            Console.Write($"\r{string.Empty,-110}\r");
        }
    }
}
