using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Instructions read once by the encoder, as the decoder needs them: every decoder layer's cross-attention keys and values, and the mask.</summary>
/// <remarks>For inference: no gradient reaches the encoder. Owns its native memory, detached from every dispose scope; dispose it. Read-only, so
/// safe from several threads; a narrowed part (<see cref="Rows"/>) shares memory with the whole and outlives it safely.</remarks>
public sealed class EncodedInstruction : IDisposable
{
    internal EncodedInstruction(IReadOnlyList<CrossKeysValues> layers, Tensor? mask)
    {
        Layers = [.. layers.Select(l => new CrossKeysValues(l.Keys.DetachFromDisposeScope(), l.Values.DetachFromDisposeScope()))];
        Mask = mask?.DetachFromDisposeScope();
    }

    /// <summary>How many instructions.</summary>
    public int BatchSize => (int)Layers[0].Keys.shape[0];

    /// <summary>Tokens of the longest instruction, padding included.</summary>
    public int SourceLength => (int)Layers[0].Keys.shape[2];

    internal CrossKeysValues[] Layers { get; }

    /// <summary>[batch, 1, 1, source] to add to scores, or null where nothing is masked.</summary>
    internal Tensor? Mask { get; }

    /// <summary>Neighbouring instructions, without copying.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <returns>The part; the caller disposes it.</returns>
    public EncodedInstruction Rows(int start, int count) => Make(t => t.narrow(0, start, count));

    /// <summary>Some instructions in the order asked for, copied.</summary>
    /// <param name="rows">[rows] int64 on the network's device.</param>
    /// <returns>The part; the caller disposes it.</returns>
    public EncodedInstruction Select(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Make(t => t.index_select(0, rows));
    }

    /// <summary>Frees the native memory.</summary>
    public void Dispose()
    {
        foreach (CrossKeysValues layer in Layers)
        {
            layer.Keys.Dispose();
            layer.Values.Dispose();
        }

        Mask?.Dispose();
    }

    private EncodedInstruction Make(Func<Tensor, Tensor> part)
    {
        using IDisposable grad = no_grad();
        return new EncodedInstruction([.. Layers.Select(l => new CrossKeysValues(part(l.Keys), part(l.Values)))], Mask is null ? null : part(Mask));
    }
}
