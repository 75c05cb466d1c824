using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Several target sequences, or a prefix tree of them, laid out as one decoder sequence per row.</summary>
/// <remarks>Does not own its tensors.</remarks>
/// <param name="TokenIds">What the decoder reads, <c>[batch, nodes]</c> int64.</param>
/// <param name="Depths">Each node's position in its own sequence, from 0, <c>[batch or 1, nodes]</c> int64.</param>
/// <param name="Visible">Whether the row's node attends the column's (its ancestors and itself), <c>[batch or 1, nodes, nodes]</c> bool.</param>
/// <param name="MaxDepth">The largest depth.</param>
public sealed record PackedTargets(Tensor TokenIds, Tensor Depths, Tensor Visible, int MaxDepth)
{
    /// <summary>One ordinary sequence per row: every position sees itself and what stands before it.</summary>
    /// <param name="decoderInputIds"><c>[batch, target]</c> int64.</param>
    /// <returns>The layout; its tensors belong to the caller's dispose scope.</returns>
    public static PackedTargets Causal(Tensor decoderInputIds)
    {
        ArgumentNullException.ThrowIfNull(decoderInputIds);
        long length = decoderInputIds.shape[1];
        Tensor positions = arange(length, ScalarType.Int64, decoderInputIds.device);
        return new PackedTargets(decoderInputIds, positions.unsqueeze(0), positions.unsqueeze(0).le(positions.unsqueeze(1)).unsqueeze(0), (int)length - 1);
    }
}
