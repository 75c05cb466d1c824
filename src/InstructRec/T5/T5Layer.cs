using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>One of a block's sub-layers and the norm before it.</summary>
internal sealed class T5Layer<T> : nn.Module
    where T : nn.Module
{
    private readonly RmsNorm layer_norm;
    private readonly NotRegistered _inner;

    public T5Layer(string name, T inner, T5Config config, Device device, ScalarType type)
        : base(name)
    {
        layer_norm = new RmsNorm(config.ModelDimension, config.LayerNormEpsilon, device, type);
        _inner = new NotRegistered(inner);
        register_module(name, inner);
        RegisterComponents();
    }

    public RmsNorm Norm => layer_norm;

    /// <summary>The sub-layer.</summary>
    public T Inner => _inner.Module;

    /// <summary>A module in a field would be registered under the field's name a second time.</summary>
    private sealed record NotRegistered(T Module);
}
