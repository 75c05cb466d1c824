using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>A way to compute x W^T for inference that takes some tensors and not others.</summary>
internal interface ILinearProduct
{
    /// <summary>Whether this machine and these tensors let it run.</summary>
    /// <param name="x">[..., in].</param>
    /// <param name="weight">[out, in].</param>
    bool CanRun(Tensor x, Tensor weight);

    /// <summary>x W^T, [..., out]; the caller has asked <see cref="CanRun"/> and owns the result.</summary>
    /// <param name="x">[..., in].</param>
    /// <param name="weight">[out, in].</param>
    Tensor Apply(Tensor x, Tensor weight);
}
