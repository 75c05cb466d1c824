namespace InstructRec.Training;

/// <summary>What one step did.</summary>
/// <param name="Loss">The loss per label before the step.</param>
/// <param name="GradientNorm">The L2 norm of all gradients before clipping.</param>
public readonly record struct StepReport(double Loss, double GradientNorm)
{
    /// <summary>Whether both are numbers; if not, no step was taken.</summary>
    public bool IsFinite => double.IsFinite(Loss) && double.IsFinite(GradientNorm);
}
