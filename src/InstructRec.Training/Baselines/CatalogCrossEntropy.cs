using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Baselines;

/// <summary>Cross entropy over the whole catalogue, in blocks of rows: value and gradient are those of the plain formula, at a fraction of its memory.</summary>
internal static class CatalogCrossEntropy
{
    private const int BlockLogits = 1 << 22;

    /// <summary>Runs the loss backwards into the states' graph and adds the catalogue's gradient.</summary>
    /// <param name="states"><c>[targets, width]</c>, with their graph.</param>
    /// <param name="items">The catalogue, <c>[items, width]</c>.</param>
    /// <param name="itemsGradient">Takes the catalogue's gradient, added to what it holds.</param>
    /// <param name="targets"><c>[targets]</c>, item indexes.</param>
    /// <param name="type">What the catalogue's part is computed in; bfloat16 rounds, and is several times as fast where the processor knows it.</param>
    /// <returns>The mean loss.</returns>
    public static double Backward(Tensor states, Tensor items, Tensor itemsGradient, Tensor targets, ScalarType type = ScalarType.Float32)
    {
        double loss = 0;
        Tensor gradient;
        using (no_grad())
        {
            Tensor catalog = items.detach().to(type);
            Tensor rows = states.detach().to(type);
            gradient = empty_like(states);
            long count = rows.shape[0];
            long block = Math.Max(1, BlockLogits / catalog.shape[0]);
            for (long first = 0; first < count; first += block)
            {
                using DisposeScope scope = NewDisposeScope();
                long size = Math.Min(block, count - first);
                Tensor part = rows.narrow(0, first, size);
                Tensor place = targets.narrow(0, first, size).unsqueeze(1);

                // The fused kernel reads each row once; logsumexp and exp by themselves go through memory several times.
                Tensor slope = matmul(part, catalog.t()).softmax(1);
                loss -= slope.gather(1, place).to(ScalarType.Float32).AtLeastInPlace(1e-37).log_().sum().item<float>();
                slope.scatter_add_(1, place, HeldScalars.Filled(place.shape, -1, type, place.device));
                gradient.narrow(0, first, size).copy_(matmul(slope, catalog).TimesInPlace(1.0 / count));
                itemsGradient.PlusInPlace(matmul(slope.t(), part.Times(1.0 / count)));
            }

            loss /= count;
        }

        autograd.backward(states, gradient);
        return loss;
    }
}
