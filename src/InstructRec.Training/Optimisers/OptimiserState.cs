using static TorchSharp.torch;

namespace InstructRec.Training.Optimisers;

/// <summary>Reading an optimiser's tensors back.</summary>
internal static class OptimiserState
{
    public static void Copy(IReadOnlyDictionary<string, Tensor> from, IReadOnlyDictionary<string, Tensor> to)
    {
        using IDisposable noGradient = no_grad();
        foreach ((string name, Tensor target) in to)
        {
            if (!from.TryGetValue(name, out Tensor? source) || !source.shape.AsSpan().SequenceEqual(target.shape))
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Checkpoint, $"the optimiser's state has no tensor {name} of {target.numel()} numbers",
                    remedy: "Resume with the network and the optimiser that the run was started with, or start a new run");
            }

            target.copy_(source);
        }
    }
}
