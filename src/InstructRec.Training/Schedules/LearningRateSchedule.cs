namespace InstructRec.Training.Schedules;

/// <summary>The learning rate over a run: a linear warm-up from zero, then one of four forms. Equal to the schedules of Hugging Face transformers.</summary>
/// <remarks>Immutable and thread-safe. Because it reads progress, not steps, the same schedule ends at zero after a time budget, however many steps that allows.</remarks>
public sealed class LearningRateSchedule
{
    private const double DefaultTimescale = 10_000;

    /// <summary>Creates a schedule.</summary>
    /// <param name="kind">The form after the warm-up.</param>
    /// <param name="peak">The learning rate at the end of the warm-up.</param>
    /// <param name="warmupSteps">How many steps the rate takes to rise; 0 begins at the peak.</param>
    public LearningRateSchedule(ScheduleKind kind, double peak, long warmupSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(peak);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        Kind = kind;
        Peak = peak;
        WarmupSteps = warmupSteps;
    }

    /// <summary>The form after the warm-up.</summary>
    public ScheduleKind Kind { get; }

    /// <summary>The highest learning rate.</summary>
    public double Peak { get; }

    /// <summary>How many steps the rate takes to rise.</summary>
    public long WarmupSteps { get; }

    /// <summary>The learning rate of the step that is taken now.</summary>
    /// <param name="moment">Where the run is.</param>
    public double At(TrainingMoment moment) =>
        moment.Step < WarmupSteps ? Peak * moment.Step / WarmupSteps : Peak * Factor(moment);

    private double Factor(TrainingMoment moment)
    {
        double rest = Math.Max(1e-12, 1 - moment.WarmupProgress);
        double spent = Math.Clamp((moment.Progress - moment.WarmupProgress) / rest, 0, 1);
        return Kind switch
        {
            ScheduleKind.Linear => 1 - spent,
            ScheduleKind.Cosine => 0.5 * (1 + Math.Cos(Math.PI * spent)),
            ScheduleKind.InverseSquareRoot => InverseSquareRoot(moment.Step),
            ScheduleKind.Constant => 1,
            _ => throw new InvalidOperationException($"Unknown schedule {Kind}."),
        };
    }

    private double InverseSquareRoot(long step)
    {
        double timescale = WarmupSteps > 0 ? WarmupSteps : DefaultTimescale;
        return 1 / Math.Sqrt((step + timescale - WarmupSteps) / timescale);
    }
}
