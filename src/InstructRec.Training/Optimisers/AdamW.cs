using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Training.Optimisers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019), equal to PyTorch's, over one flat buffer.</summary>
/// <remarks>A step is seven passes over the buffer, whatever the number of parameters. State: two float32 numbers per weight.</remarks>
public sealed class AdamW : IOptimiser
{
    private readonly AdamWOptions _options;
    private readonly Tensor _mean;
    private readonly Tensor _square;

    /// <summary>Creates the optimiser with empty running means.</summary>
    /// <param name="parameters">What it changes; borrowed.</param>
    /// <param name="options">Its constants; <see langword="null"/> means PyTorch's defaults.</param>
    public AdamW(ParameterBuffer parameters, AdamWOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        _options = options ?? new AdamWOptions();
        _mean = zeros_like(parameters.Weights).DetachFromDisposeScope();
        _square = zeros_like(parameters.Weights).DetachFromDisposeScope();
        State = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["exp_avg"] = _mean, ["exp_avg_sq"] = _square };
    }

    /// <inheritdoc/>
    public ParameterBuffer Parameters { get; }

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => new OptionTexts()
        .With("Optimiser", nameof(AdamW)).With("Beta1", _options.Beta1).With("Beta2", _options.Beta2).With("Epsilon", _options.Epsilon).With("WeightDecay", _options.WeightDecay).All;

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        using IDisposable noGradient = no_grad();
        using var scope = NewDisposeScope();
        StepCount++;
        Tensor weights = Parameters.Weights;
        Tensor gradients = Parameters.Gradients;
        if (_options.WeightDecay != 0 && Parameters.DecayingLength > 0)
        {
            weights.narrow(0, 0, Parameters.DecayingLength).TimesInPlace(1 - (learningRate * _options.WeightDecay));
        }

        double correction1 = 1 - Math.Pow(_options.Beta1, StepCount);
        double correction2 = 1 - Math.Pow(_options.Beta2, StepCount);
        _mean.lerp_(gradients, 1 - _options.Beta1);
        _square.TimesInPlace(_options.Beta2).PlusProductInPlace(gradients, gradients, 1 - _options.Beta2);

        // The gradients are in the means now: their place serves for the divisor, and a third buffer is saved.
        gradients.copy_(_square).sqrt_().DividedByInPlace(Math.Sqrt(correction2)).PlusInPlace(_options.Epsilon);
        weights.PlusQuotientInPlace(_mean, gradients, -learningRate / correction1);
        Parameters.Publish();
    }

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, Tensor> state, long stepCount)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        OptimiserState.Copy(state, State);
        StepCount = stepCount;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
    }
}
