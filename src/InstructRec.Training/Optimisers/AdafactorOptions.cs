namespace InstructRec.Training.Optimisers;

/// <summary>The constants of <see cref="Adafactor"/>; the defaults are the form with a fixed learning rate that T5's tuning uses.</summary>
public sealed record AdafactorOptions
{
    /// <summary>Whether it chooses its own learning rate, <c>min(1e-2, 1/√t)</c>, and ignores the schedule's; off.</summary>
    public bool RelativeStep { get; init; }

    /// <summary>With <see cref="RelativeStep"/>, whether the rate begins as <c>1e-6 t</c> instead of 1e-2; off.</summary>
    public bool WarmupInit { get; init; }

    /// <summary>Whether the rate is multiplied by the parameter's root mean square; off.</summary>
    public bool ScaleParameter { get; init; }

    /// <summary>The largest root mean square of an update before the learning rate; 1.</summary>
    public double ClipThreshold { get; init; } = 1;

    /// <summary>The exponent of the running mean: <c>beta2 = 1 - t^DecayRate</c>; -0.8.</summary>
    public double DecayRate { get; init; } = -0.8;

    /// <summary>Added to squared gradients; 1e-30.</summary>
    public double Epsilon { get; init; } = 1e-30;

    /// <summary>The least root mean square that a parameter is taken to have; 1e-3.</summary>
    public double ParameterEpsilon { get; init; } = 1e-3;

    /// <summary>Weight decay, per step times the learning rate, on the parameters that decay; 0.</summary>
    public double WeightDecay { get; init; }
}
