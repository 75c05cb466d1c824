using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>x Wᵀ without a bias; the weight lies as (out, in).</summary>
public sealed class T5Linear : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the layer with a weight of zeros.</summary>
    public T5Linear(long inputs, long outputs, ScalarType dtype, Device device)
        : base(nameof(T5Linear))
    {
        Weight = new Parameter(zeros(outputs, inputs, dtype: dtype, device: device));
        register_parameter("weight", Weight);
    }

    /// <summary>[out, in].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => LinearKernel.Apply(input, Weight);
}
