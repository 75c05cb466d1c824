using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Optimisers;

/// <summary>Keeps the global norm of the gradients within a bound.</summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients by <c>min(1, maximum / (norm + 1e-6))</c>, as PyTorch's <c>clip_grad_norm_</c> does.</summary>
    /// <param name="parameters">The gradients, complete (<see cref="ParameterBuffer.Collect"/>).</param>
    /// <param name="maximum">The largest norm allowed; 0 measures only.</param>
    /// <returns>The L2 norm of all gradients before scaling; NaN or infinite where the pass overflowed (nothing is scaled then).</returns>
    public static double ByGlobalNorm(ParameterBuffer parameters, double maximum)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor norm = parameters.Gradients.norm();
        double value = norm.item<float>();
        double scale = maximum / (value + 1e-6);
        if (maximum > 0 && double.IsFinite(value) && scale < 1)
        {
            parameters.Gradients.TimesInPlace(scale);
        }

        return value;
    }
}
