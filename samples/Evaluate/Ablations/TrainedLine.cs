using System.Globalization;
using InstructRec.Training;

namespace Evaluate.Ablations;

/// <summary>How far the training of a row is.</summary>
internal sealed class TrainedLine(string row) : IProgress<TuningProgress>, IDisposable
{
    private readonly bool _terminal = !Console.IsOutputRedirected;
    private TimeSpan _last;

    public void Report(TuningProgress value)
    {
        if (value.Elapsed - _last < TimeSpan.FromSeconds(_terminal ? 0.5 : 20))
        {
            return;
        }

        _last = value.Elapsed;
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{row}: {value.Part:P0}, loss {value.Loss:F3}, {value.ExamplesPerSecond:N0} instructions a second of processor time, {value.Remaining:mm\\:ss} of it left");
        Console.Write(_terminal ? $"\r{text,-118}" : text + "\n");
    }

    public void Dispose()
    {
        if (_terminal && _last > TimeSpan.Zero)
        {
            Console.Write($"\r{string.Empty,-118}\r");
        }
    }
}
