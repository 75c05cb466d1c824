namespace InstructRec.Training;

/// <summary>How a run ended.</summary>
/// <param name="Steps">Steps taken over all resumptions.</param>
/// <param name="Loss">The loss per label of the last steps.</param>
/// <param name="Elapsed">Time over all resumptions.</param>
/// <param name="Examples">Instructions seen.</param>
/// <param name="Targets">Targets seen.</param>
/// <param name="Best">The best validation, if there was one.</param>
/// <param name="Last">The last validation, if there was one.</param>
/// <param name="Cancelled">Whether it was cancelled; the state is saved and can be resumed.</param>
/// <param name="StoppedEarly">Whether it stopped because validation no longer improved.</param>
public sealed record TuningResult(
    long Steps, double Loss, TimeSpan Elapsed, long Examples, long Targets, ValidationScores? Best, ValidationScores? Last, bool Cancelled, bool StoppedEarly);
