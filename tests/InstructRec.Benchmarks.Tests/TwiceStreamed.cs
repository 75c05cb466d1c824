using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The product of a few rows made slow on purpose: everything is computed twice.</summary>
internal sealed class TwiceStreamed : ILinearProduct
{
    public bool CanRun(Tensor x, Tensor weight) => StreamedLinear.OfProcess.CanRun(x, weight);

    public Tensor Apply(Tensor x, Tensor weight)
    {
        StreamedLinear.OfProcess.Apply(x, weight).Dispose();
        return StreamedLinear.OfProcess.Apply(x, weight);
    }
}
