using InstructRec.Training.Schedules;

namespace InstructRec.Training;

/// <summary>How much of a run's budget is spent, whether that is counted in steps or in time.</summary>
internal sealed class RunClock(TuningOptions options, TimeProvider time, TimeSpan before, double warmupProgress)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Elapsed => before + time.GetElapsedTime(_started);

    public double WarmupProgress { get; private set; } = warmupProgress;

    public double Part(long step) => options.Steps is { } total
        ? Math.Min(1, (double)step / total)
        : Math.Min(1, Elapsed / options.Duration!.Value);

    public bool IsOver(long step) => options.Steps is { } total ? step >= total : Elapsed >= options.Duration!.Value;

    public TrainingMoment Moment(long step)
    {
        if (options.Steps is { } total)
        {
            return TrainingMoment.OfSteps(step, total, options.WarmupSteps);
        }

        double part = Part(step);
        if (step <= options.WarmupSteps)
        {
            WarmupProgress = part;
        }

        return new TrainingMoment(step, part, WarmupProgress);
    }

    public TimeSpan Remaining(long step)
    {
        double part = Part(step);
        return options.Duration is { } whole ? Max(whole - Elapsed) : part > 0 ? Max(Elapsed * ((1 - part) / part)) : TimeSpan.Zero;
    }

    private static TimeSpan Max(TimeSpan value) => value > TimeSpan.Zero ? value : TimeSpan.Zero;
}
