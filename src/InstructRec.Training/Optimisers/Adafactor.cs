using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Optimisers;

/// <summary>Adafactor (Shazeer and Stern, 2018) without first moment: a matrix keeps one number per row and column, so state costs next to nothing.</summary>
/// <remarks>Equal to the form in Hugging Face transformers, with a fixed or a relative learning rate.</remarks>
public sealed class Adafactor : IOptimiser
{
    private readonly AdafactorOptions _options;
    private readonly Dictionary<string, Tensor> _state = new(StringComparer.Ordinal);

    /// <summary>Creates the optimiser with empty running means.</summary>
    /// <param name="parameters">What it changes; borrowed.</param>
    /// <param name="options">Its constants; <see langword="null"/> means the defaults.</param>
    /// <exception cref="InstructRecException">A warm-up of its own is asked for together with the schedule's learning rate.</exception>
    public Adafactor(ParameterBuffer parameters, AdafactorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        _options = options ?? new AdafactorOptions();
        if (_options is { WarmupInit: true, RelativeStep: false })
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "WarmupInit needs RelativeStep", nameof(AdafactorOptions));
        }

        foreach (ParameterSlice slice in parameters.Slices)
        {
            if (slice.Shape.Count >= 2)
            {
                _state[RowKey(slice)] = Zeros([.. slice.Shape.SkipLast(1)]);
                _state[ColumnKey(slice)] = Zeros([.. slice.Shape.SkipLast(2), slice.Shape[^1]]);
            }
            else
            {
                _state[FullKey(slice)] = Zeros([.. slice.Shape]);
            }
        }
    }

    /// <inheritdoc/>
    public ParameterBuffer Parameters { get; }

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => new OptionTexts()
        .With("Optimiser", nameof(Adafactor)).With("RelativeStep", _options.RelativeStep).With("WarmupInit", _options.WarmupInit).With("ScaleParameter", _options.ScaleParameter)
        .With("ClipThreshold", _options.ClipThreshold).With("DecayRate", _options.DecayRate).With("Epsilon", _options.Epsilon).With("ParameterEpsilon", _options.ParameterEpsilon)
        .With("WeightDecay", _options.WeightDecay).All;

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        using IDisposable noGradient = no_grad();
        StepCount++;
        double rate = _options.RelativeStep
            ? Math.Min(_options.WarmupInit ? 1e-6 * StepCount : 1e-2, 1 / Math.Sqrt(StepCount))
            : learningRate;
        double beta2 = 1 - Math.Pow(StepCount, _options.DecayRate);
        foreach (ParameterSlice slice in Parameters.Slices)
        {
            using DisposeScope scope = NewDisposeScope();
            StepOne(slice, rate, beta2);
        }

        Parameters.Publish();
    }

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, Tensor> state, long stepCount)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        OptimiserState.Copy(state, _state);
        StepCount = stepCount;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }

    private static string RowKey(ParameterSlice slice) => "row." + slice.Name;

    private static string ColumnKey(ParameterSlice slice) => "column." + slice.Name;

    private static string FullKey(ParameterSlice slice) => "square." + slice.Name;

    private void StepOne(ParameterSlice slice, double rate, double beta2)
    {
        Tensor weight = ParameterBuffer.View(Parameters.Weights, slice);
        Tensor gradient = ParameterBuffer.View(Parameters.Gradients, slice);
        Tensor squared = gradient.Squared().PlusInPlace(_options.Epsilon);
        Tensor update;
        if (slice.Shape.Count >= 2)
        {
            Tensor row = _state[RowKey(slice)].TimesInPlace(beta2).PlusInPlace(squared.mean([-1]), 1 - beta2);
            Tensor column = _state[ColumnKey(slice)].TimesInPlace(beta2).PlusInPlace(squared.mean([-2]), 1 - beta2);
            Tensor rowFactor = (row / row.mean([-1], keepdim: true)).rsqrt_().unsqueeze(-1);
            update = (rowFactor * column.unsqueeze(-2).rsqrt()).mul_(gradient);
        }
        else
        {
            Tensor full = _state[FullKey(slice)].TimesInPlace(beta2).PlusInPlace(squared, 1 - beta2);
            update = full.rsqrt().mul_(gradient);
        }

        double scaled = _options.ScaleParameter ? rate * Math.Max(_options.ParameterEpsilon, RootMeanSquare(weight)) : rate;
        update.DividedByInPlace(Math.Max(1, RootMeanSquare(update) / _options.ClipThreshold)).TimesInPlace(scaled);
        if (_options.WeightDecay != 0 && slice.Decays)
        {
            weight.TimesInPlace(1 - (_options.WeightDecay * scaled));
        }

        weight.sub_(update);
    }

    private static double RootMeanSquare(Tensor tensor) => tensor.norm().item<float>() / Math.Sqrt(tensor.numel());

    private Tensor Zeros(long[] shape) =>
        zeros(shape, dtype: ScalarType.Float32, device: Parameters.Weights.device).DetachFromDisposeScope();
}
