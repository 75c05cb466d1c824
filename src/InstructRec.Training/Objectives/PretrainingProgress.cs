namespace InstructRec.Training.Objectives;

/// <summary>Where the pretraining of a retrieval head is.</summary>
/// <param name="Part">How much of it is done, from 0 to 1.</param>
/// <param name="Loss">The mean loss of the last steps.</param>
/// <param name="Examples">Instructions read so far.</param>
/// <param name="Elapsed">The time it has taken.</param>
/// <param name="Remaining">The time left, as it went so far.</param>
public readonly record struct PretrainingProgress(double Part, double Loss, long Examples, TimeSpan Elapsed, TimeSpan Remaining);
