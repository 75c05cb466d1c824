using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>A linear layer without bias; the weight is (out, in), as checkpoints store it.</summary>
internal sealed class Projection : nn.Module
{
    private readonly LinearKernel _kernel;
    private readonly Parameter weight;

    public Projection(int input, int output, LinearKernel kernel, Device device, ScalarType type)
        : base(nameof(Projection))
    {
        _kernel = kernel;
        weight = new Parameter(empty([output, input], type, device)).Owned();
        RegisterComponents();
    }

    public Parameter Weight => weight;

    /// <summary>What an applied adapter adds; it belongs to the adapter.</summary>
    public LowRankUpdate? Update { get; set; }

    /// <summary>A matrix that an applied adapter puts in the weight's place; it belongs to the adapter.</summary>
    public AdapterMatrix? Replacement { get; set; }

    /// <summary>[..., in] to [..., out].</summary>
    public Tensor Apply(Tensor x)
    {
        Tensor matrix = Replacement?.Matrix ?? weight;
        if (Update is null)
        {
            return _kernel.Apply(x, matrix);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor result = _kernel.Apply(x, matrix);
        return result.Plus(Update.Apply(x, training).to_type(result.dtype)).MoveToOuterDisposeScope();
    }
}
