namespace InstructRec.Training;

/// <summary>Where a run is.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Part">The part of the budget that is spent, 0 to 1.</param>
/// <param name="Epoch">Epochs seen, with a fraction.</param>
/// <param name="Loss">The loss per label token, averaged since the last report.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="GradientNorm">The gradient norm of the last step, before clipping.</param>
/// <param name="ExamplesPerSecond">Instructions per second of training since the last report.</param>
/// <param name="TargetsPerSecond">Targets per second of training since the last report.</param>
/// <param name="TokensPerSecond">Tokens per second, instructions and targets, padding left out.</param>
/// <param name="Elapsed">Time since the run began, over all resumptions.</param>
/// <param name="Remaining">Time left at this speed.</param>
/// <param name="ResidentBytes">Memory of the process.</param>
/// <param name="Validation">The scores, in the report that follows a validation; <see langword="null"/> in others.</param>
/// <param name="IsBest">Whether that validation was the best so far.</param>
public sealed record TuningProgress(
    long Step, double Part, double Epoch, double Loss, double LearningRate, double GradientNorm, double ExamplesPerSecond, double TargetsPerSecond,
    double TokensPerSecond, TimeSpan Elapsed, TimeSpan Remaining, long ResidentBytes, ValidationScores? Validation = null, bool IsBest = false);
