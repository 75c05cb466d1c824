using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>T5's norm: x / sqrt(mean(x^2) + eps) * weight, no mean subtracted, no bias, computed in float32 whatever the weight's type.</summary>
internal sealed class RmsNorm : nn.Module
{
    private readonly double _epsilon;
    private readonly Parameter weight;

    public RmsNorm(int dimension, double epsilon, Device device, ScalarType type)
        : base(nameof(RmsNorm))
    {
        _epsilon = epsilon;
        weight = new Parameter(ones(dimension, type, device)).Owned();
        RegisterComponents();
    }

    public Parameter Weight => weight;

    /// <summary>[..., dimension] of any type to [..., dimension] of the weight's type.</summary>
    public Tensor Apply(Tensor hidden)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = hidden.to_type(ScalarType.Float32);
        Tensor length = x.norm(-1, keepdim: true, p: 2); // [..., 1]
        Tensor scale = length.Squared().Times(1.0 / x.shape[^1]).Plus(_epsilon).rsqrt();
        Tensor scaled = (x * scale) * weight;
        return scaled.to_type(weight.dtype).MoveToOuterDisposeScope();
    }
}
