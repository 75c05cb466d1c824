using InstructRec.Training.Batches;

namespace InstructRec.Training;

/// <summary>Counts what is learned between two reports.</summary>
internal sealed class SpeedMeter(TimeProvider time)
{
    private double _loss;
    private int _steps;
    private long _examples;
    private long _targets;
    private long _tokens;
    private double _seconds;

    public double Loss => _steps > 0 ? _loss / _steps : double.NaN;

    public long Begin() => time.GetTimestamp();

    public void End(long began, IReadOnlyList<TrainingBatch> batches, double loss)
    {
        _seconds += time.GetElapsedTime(began).TotalSeconds;
        _loss += loss;
        _steps++;
        foreach (TrainingBatch batch in batches)
        {
            _examples += batch.Rows;
            _targets += batch.TargetCount;
            _tokens += batch.SourceTokens + batch.LabelTokens;
        }
    }

    public (double Examples, double Targets, double Tokens) PerSecond()
    {
        double seconds = Math.Max(1e-9, _seconds);
        return (_examples / seconds, _targets / seconds, _tokens / seconds);
    }

    public void Reset()
    {
        _loss = _seconds = 0;
        _steps = 0;
        _examples = _targets = _tokens = 0;
    }
}
