using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Keys and values of the decoder's self-attention for rows that grow token by token; allocated once, nothing is concatenated.</summary>
/// <remarks>Owns its native memory, detached from every dispose scope; dispose it. One thread at a time. Weights must not change while it is in use.
/// Made by <see cref="T5ForConditionalGeneration.CreateCache"/>.</remarks>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] _buffers; // per layer keys, then values: [most rows, heads, most tokens, d_kv]
    private Tensor? _spare;
    private Tensor? _bias; // [heads, most tokens]

    internal KeyValueCache(T5Config config, int rows, int maxRows, int maxLength, ScalarType type, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLength);
        RowCount = rows;
        MaxRowCount = maxRows;
        MaxLength = maxLength;
        _buffers = new Tensor[2 * config.DecoderLayerCount];
        for (int i = 0; i < _buffers.Length; i++)
        {
            _buffers[i] = empty([maxRows, config.HeadCount, maxLength, config.KeyValueDimension], type, device).DetachFromDisposeScope();
        }
    }

    /// <summary>Rows in use.</summary>
    public int RowCount { get; private set; }

    /// <summary>The most rows it can hold.</summary>
    public int MaxRowCount { get; }

    /// <summary>Tokens read so far by each row.</summary>
    public int Length { get; private set; }

    /// <summary>The most tokens that a row can read.</summary>
    public int MaxLength { get; }

    /// <summary>Makes the rows those listed, in this order: a row may stay, be dropped (finished), or stand several times (a beam that forked).</summary>
    /// <param name="rows">[rows] int64 on the network's device; at most <see cref="MaxRowCount"/>.</param>
    /// <exception cref="ArgumentException">No rows, or more than the cache was made for.</exception>
    public void Reorder(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        long count = rows.shape[0];
        if (count < 1 || count > MaxRowCount)
        {
            throw new ArgumentException(FormattableString.Invariant($"{count} rows asked for, the cache was made for 1 to {MaxRowCount}."), nameof(rows));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        if (Length > 0)
        {
            // One spare buffer goes round: each layer's rows are gathered into it, and what they left becomes the spare of the next.
            _spare ??= empty_like(_buffers[0]).DetachFromDisposeScope();
            for (int i = 0; i < _buffers.Length; i++)
            {
                Tensor used = _buffers[i].narrow(2, 0, Length);
                _spare.narrow(0, 0, count).narrow(2, 0, Length).copy_(used.index_select(0, rows));
                (_buffers[i], _spare) = (_spare, _buffers[i]);
            }
        }

        RowCount = (int)count;
    }

    /// <summary>Frees the native memory.</summary>
    public void Dispose()
    {
        foreach (Tensor buffer in _buffers)
        {
            buffer.Dispose();
        }

        _spare?.Dispose();
        _bias?.Dispose();
    }

    /// <summary>The bias of the token being read to itself and all before it, [1, heads, 1, tokens], of the mask type.</summary>
    internal Tensor StepBias(RelativePositionBias bias)
    {
        using DisposeScope scope = NewDisposeScope();
        _bias ??= bias.Steps(MaxLength).to_type(AttentionKernel.MaskType(_buffers[0].dtype)).DetachFromDisposeScope();
        return _bias.narrow(1, MaxLength - Length - 1, Length + 1).unsqueeze(0).unsqueeze(2).MoveToOuterDisposeScope();
    }

    /// <summary>Writes one layer's keys and values of the token being read, [rows, heads, 1, d_kv], and gives all up to it: [rows, heads, tokens, d_kv].</summary>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values) => (Write(2 * layer, keys), Write((2 * layer) + 1, values));

    /// <summary>One layer's keys and values of the tokens read so far, [rows, heads, tokens, d_kv] each; they share the cache's memory.</summary>
    internal CrossKeysValues Read(int layer) => new(
        _buffers[2 * layer].narrow(0, 0, RowCount).narrow(2, 0, Length), _buffers[(2 * layer) + 1].narrow(0, 0, RowCount).narrow(2, 0, Length));

    internal void Advance() => Length++;

    /// <summary>Forgets the newest tokens, so that a step can be taken again from the same place.</summary>
    /// <param name="length">Tokens that stay, at most <see cref="Length"/>.</param>
    internal void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    private Tensor Write(int buffer, Tensor step)
    {
        Tensor rows = _buffers[buffer].narrow(0, 0, RowCount);
        rows.narrow(2, Length, 1).copy_(step);
        return rows.narrow(2, 0, Length + 1);
    }
}
