namespace InstructRec.Training.Schedules;

/// <summary>How far a run has come, in steps and as a part of its whole budget, whether that is counted in steps or in minutes.</summary>
/// <param name="Step">Steps taken before this one, from 0.</param>
/// <param name="Progress">The part of the budget that is spent, 0 to 1.</param>
/// <param name="WarmupProgress">The part of the budget that was spent when the warm-up ended.</param>
public readonly record struct TrainingMoment(long Step, double Progress, double WarmupProgress)
{
    /// <summary>The moment of a run whose budget is a number of steps.</summary>
    /// <param name="step">Steps taken before this one, from 0.</param>
    /// <param name="totalSteps">Steps in the whole run.</param>
    /// <param name="warmupSteps">Steps of the warm-up.</param>
    public static TrainingMoment OfSteps(long step, long totalSteps, long warmupSteps) =>
        new(step, (double)step / Math.Max(1, totalSteps), Math.Min(1, (double)warmupSteps / Math.Max(1, totalSteps)));
}
