using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>T5's layer norm: x / sqrt(mean(x²) + eps) · weight, in float32, without mean subtraction and without bias.</summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly double _epsilon;

    /// <summary>Creates the norm with a weight of ones.</summary>
    public RmsNorm(long dimension, double epsilon, ScalarType dtype, Device device)
        : base(nameof(RmsNorm))
    {
        _epsilon = epsilon;
        Weight = new Parameter(ones(dimension, dtype: dtype, device: device));
        register_parameter("weight", Weight);
    }

    /// <summary>[d_model].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Tensor wide = input.to_type(ScalarType.Float32);
        Tensor scale = wide.square().mean([-1], keepdim: true).add(_epsilon).rsqrt();
        return wide.mul(scale).to_type(Weight.dtype).mul(Weight);
    }
}
