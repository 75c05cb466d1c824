using System.Buffers;

namespace InstructRec.Tokenization;

/// <summary>A growing run of bytes in a rented array, so that normalising allocates nothing; dispose to give the array back.</summary>
internal ref struct RentedBytes(int capacity)
{
    private byte[] _array = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _array.AsSpan(0, _length);

    public void Add(byte value)
    {
        if (_length == _array.Length)
        {
            Grow(1);
        }

        _array[_length++] = value;
    }

    public void Add(ReadOnlySpan<byte> values)
    {
        if (values.Length > _array.Length - _length)
        {
            Grow(values.Length);
        }

        values.CopyTo(_array.AsSpan(_length));
        _length += values.Length;
    }

    public void TrimEnd(byte value) => _length = Written.TrimEnd(value).Length;

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_array);

    private void Grow(int more)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + more), (int)Math.Min(2L * _array.Length, Array.MaxLength)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
