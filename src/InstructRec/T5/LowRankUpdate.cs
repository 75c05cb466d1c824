using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>What a LoRA adapter adds to one linear layer: scaling * B A x.</summary>
/// <param name="Down">A, [rank, in].</param>
/// <param name="Up">B, [out, rank].</param>
/// <param name="Scaling">The factor on the product.</param>
/// <param name="Dropout">Drops inputs of A while training.</param>
internal sealed record LowRankUpdate(Parameter Down, Parameter Up, double Scaling, Dropout Dropout)
{
    /// <summary>[..., in] to [..., out].</summary>
    public Tensor Apply(Tensor x, bool training)
    {
        Tensor input = Dropout.Apply(x.to_type(Down.dtype), training);
        return nn.functional.linear(nn.functional.linear(input, Down), Up).Times(Scaling);
    }

}
