using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Several target sequences, or a prefix tree of them, laid out as one decoder sequence per row of the batch.</summary>
/// <remarks>Owns nothing: the tensors stay the caller's. All three lie on the network's device.</remarks>
/// <param name="TokenIds">[batch, nodes] int64: what the decoder reads; every sequence begins with the start token.</param>
/// <param name="Depths">[batch or 1, nodes] int64: each node's position in its own sequence, from 0.</param>
/// <param name="Visible">[batch or 1, nodes, nodes] bool: whether the row's node attends to the column's (its ancestors and itself).</param>
/// <param name="MaxDepth">The largest depth.</param>
public sealed record PackedTargets(Tensor TokenIds, Tensor Depths, Tensor Visible, int MaxDepth)
{
    /// <summary>One ordinary sequence per row: every position sees itself and what stands before it.</summary>
    /// <param name="decoderInputIds">[batch, target] int64.</param>
    /// <returns>The layout, broadcast over the batch; its tensors belong to the caller's dispose scope.</returns>
    public static PackedTargets Causal(Tensor decoderInputIds)
    {
        ArgumentNullException.ThrowIfNull(decoderInputIds);
        long length = decoderInputIds.shape[1];
        Tensor positions = HeldScalars.Counting(length, decoderInputIds.device);
        return new PackedTargets(decoderInputIds, positions.unsqueeze(0), positions.unsqueeze(0).le(positions.unsqueeze(1)).unsqueeze(0), (int)length - 1);
    }
}
