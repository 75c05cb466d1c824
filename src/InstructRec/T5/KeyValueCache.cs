using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The keys and values of the decoder's self-attention, allocated once for a number of rows and a length.</summary>
/// <remarks>Owns its native memory, detached from every scope; dispose it. One thread at a time.</remarks>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] _keys, _values;
    private Tensor? _spareKeys, _spareValues;

    internal KeyValueCache(T5Config config, int rows, int maxRows, int maxLength, ScalarType dtype, Device device)
    {
        RowCount = rows;
        MaxLength = maxLength;
        Tensor New() => empty([Math.Max(rows, maxRows), config.HeadCount, maxLength, config.KeyValueDimension], dtype, device).DetachFromDisposeScope();
        _keys = [.. Enumerable.Range(0, config.DecoderLayerCount).Select(_ => New())];
        _values = [.. Enumerable.Range(0, config.DecoderLayerCount).Select(_ => New())];
    }

    /// <summary>The rows in use.</summary>
    public int RowCount { get; private set; }

    /// <summary>The tokens read so far.</summary>
    public int Length { get; internal set; }

    /// <summary>The most tokens it can hold.</summary>
    public int MaxLength { get; }

    /// <summary>Makes the rows those listed, in this order. A row may be dropped, kept, or stand several times.</summary>
    /// <param name="rows">[rows] int64.</param>
    public void Reorder(Tensor rows)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        int count = (int)rows.shape[0];
        if (count > _keys[0].shape[0])
        {
            throw new ArgumentException("The cache was not made for so many rows.", nameof(rows));
        }

        for (int layer = 0; layer < _keys.Length; layer++)
        {
            Swap(ref _keys[layer], ref _spareKeys, rows, count);
            Swap(ref _values[layer], ref _spareValues, rows, count);
        }

        RowCount = count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _keys.Concat(_values))
        {
            tensor.Dispose();
        }

        _spareKeys?.Dispose();
        _spareValues?.Dispose();
    }

    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor key, Tensor value)
    {
        Write(_keys[layer], key);
        Write(_values[layer], value);
        return (_keys[layer].narrow(0, 0, RowCount).narrow(2, 0, Length + 1), _values[layer].narrow(0, 0, RowCount).narrow(2, 0, Length + 1));
    }

    private void Write(Tensor buffer, Tensor step) => buffer.narrow(0, 0, RowCount).narrow(2, Length, 1).copy_(step);

    private void Swap(ref Tensor buffer, ref Tensor? spare, Tensor rows, int count)
    {
        spare ??= empty_like(buffer).DetachFromDisposeScope();
        spare.narrow(0, 0, count).narrow(2, 0, Length).copy_(buffer.narrow(2, 0, Length).index_select(0, rows));
        (buffer, spare) = (spare, buffer);
    }
}
