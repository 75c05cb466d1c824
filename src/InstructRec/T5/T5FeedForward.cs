using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The feed-forward layer: relu(x wi) wo, or gelu(x wi_0) · (x wi_1) wo.</summary>
public sealed class T5FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly T5Linear? _wi, _gate, _up;
    private readonly T5Linear _wo;
    private readonly Dropout _dropout;

    internal T5FeedForward(T5Config config, Dropout dropout, ScalarType dtype, Device device)
        : base(nameof(T5FeedForward))
    {
        _dropout = dropout;
        if (config.FeedForwardActivation == FeedForwardActivation.Relu)
        {
            register_module("wi", _wi = new T5Linear(config.ModelDimension, config.FeedForwardDimension, dtype, device));
        }
        else
        {
            register_module("wi_0", _gate = new T5Linear(config.ModelDimension, config.FeedForwardDimension, dtype, device));
            register_module("wi_1", _up = new T5Linear(config.ModelDimension, config.FeedForwardDimension, dtype, device));
        }

        // wo overflows in float16 on large checkpoints.
        register_module("wo", _wo = new T5Linear(config.FeedForwardDimension, config.ModelDimension, dtype == ScalarType.Float16 ? ScalarType.Float32 : dtype, device));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Tensor hidden = _wi is not null ? nn.functional.relu(_wi.forward(input)) : GeluTanh(_gate!.forward(input)).mul(_up!.forward(input));
        return _wo.forward(_dropout.Apply(hidden, training).to_type(_wo.Weight.dtype));
    }

    private static Tensor GeluTanh(Tensor x) => nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh);
}
