using System.Globalization;
using InstructRec.Training;
using InstructRec.Training.Objectives;

namespace QuickStart;

/// <summary>A run as it is seen: one line that is written over on a terminal, a line every now and then elsewhere.</summary>
internal sealed class TrainingView : IProgress<TuningProgress>, IProgress<PretrainingProgress>, IDisposable
{
    private const int BarWidth = 24;
    private readonly bool _terminal = !Console.IsOutputRedirected;
    private TimeSpan _last = TimeSpan.MinValue;

    public void Report(TuningProgress value)
    {
        if (value.Validation is { } scores)
        {
            Write(string.Create(
                CultureInfo.InvariantCulture, $"{value.Elapsed:mm\\:ss}  validation HR@1 {scores.HitRateAt1:F3}  NDCG@5 {scores.NdcgAt5:F3}{(value.IsBest ? "  best so far, kept" : string.Empty)}"));
            Console.WriteLine();
            return;
        }

        if (!IsDue(value.Elapsed))
        {
            return;
        }

        Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{Bar(value.Part)}  loss {value.Loss:F3}  {value.ExamplesPerSecond:N0} instructions/s  {value.TargetsPerSecond:N0} targets/s  {value.Remaining:mm\\:ss} left  {value.ResidentBytes / 1e6:N0} MB"));
        EndLine();
    }

    public void Report(PretrainingProgress value)
    {
        if (IsDue(value.Elapsed))
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"{Bar(value.Part)}  words  loss {value.Loss:F3}  {value.Examples:N0} instructions  {value.Remaining:mm\\:ss} left"));
            EndLine();
        }
    }

    public void Dispose()
    {
        if (_terminal)
        {
            Console.WriteLine();
        }
    }

    // A file wants a line every twenty seconds, a person four a second.
    private bool IsDue(TimeSpan elapsed)
    {
        if (_last != TimeSpan.MinValue && elapsed - _last < (_terminal ? TimeSpan.FromSeconds(0.25) : TimeSpan.FromSeconds(20)))
        {
            return false;
        }

        _last = elapsed;
        return true;
    }

    private static string Bar(double part)
    {
        int done = (int)(Math.Clamp(part, 0, 1) * BarWidth);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', done)}{new string('.', BarWidth - done)}] {part:P0}");
    }

    private void EndLine()
    {
        if (!_terminal)
        {
            Console.WriteLine();
        }
    }

    private void Write(string text) => Console.Write(_terminal ? $"\r{text,-118}" : text);
}
