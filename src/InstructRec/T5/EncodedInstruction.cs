using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Instructions read by the encoder, as the decoder needs them: the cross-attention keys and values of every decoder layer, and the mask.</summary>
/// <remarks>Owns its native memory, detached from every scope; dispose it. Reading from it is safe wherever the model is.</remarks>
public sealed class EncodedInstruction : IDisposable
{
    internal EncodedInstruction(Tensor[] keys, Tensor[] values, Tensor? bias)
    {
        Keys = keys;
        Values = values;
        Bias = bias;
    }

    /// <summary>The number of instructions.</summary>
    public int BatchSize => (int)Keys[0].shape[0];

    /// <summary>[batch, heads, source, d_kv] per layer.</summary>
    internal Tensor[] Keys { get; }

    internal Tensor[] Values { get; }

    /// <summary>[batch, 1, 1, source] in the network's type, or null where nothing is masked.</summary>
    internal Tensor? Bias { get; }

    /// <summary>Neighbouring instructions, without copying; the caller disposes it, and not after this one's values are gone.</summary>
    public EncodedInstruction Rows(int start, int count) => Make(t => t.narrow(0, start, count));

    /// <summary>Some instructions, copied; the caller disposes it.</summary>
    public EncodedInstruction Select(Tensor rows) => Make(t => t.index_select(0, rows));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in Keys.Concat(Values))
        {
            tensor.Dispose();
        }

        Bias?.Dispose();
    }

    private EncodedInstruction Make(Func<Tensor, Tensor> part) =>
        new([.. Keys.Select(k => part(k).DetachFromDisposeScope())], [.. Values.Select(v => part(v).DetachFromDisposeScope())], Bias is null ? null : part(Bias).DetachFromDisposeScope());
}
