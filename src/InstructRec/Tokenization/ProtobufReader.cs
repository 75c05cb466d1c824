using System.Buffers.Binary;

namespace InstructRec.Tokenization;

/// <summary>Walks the fields of one protobuf message in memory and never reads past its end, whatever the bytes say.</summary>
/// <remarks>
/// The few lines that the sentencepiece format needs. The generated classes inside Microsoft.ML.Tokenizers are not public, and a
/// reader of our own keeps the raw bytes of what it does not understand, so that a model can be written again unchanged.
/// </remarks>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int LengthDelimited = 2;
    public const int Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>How the current field is stored.</summary>
    public int WireType { get; private set; }

    /// <summary>The current field's value, where it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>The current field's bytes, where it is a string, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The current field as it stands in the message, tag included.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>Moves to the next field.</summary>
    /// <exception cref="FormatException">The bytes are no protobuf message.</exception>
    public bool Read()
    {
        if (_position == _message.Length)
        {
            return false;
        }

        int start = _position;
        ulong tag = ReadVarint();
        if (tag >> 3 is 0 or > 0x1FFF_FFFF)
        {
            throw new FormatException("it holds a field number that protobuf does not know");
        }

        Field = (int)(tag >> 3);
        WireType = (int)(tag & 7);
        Number = 0;
        Bytes = default;
        switch (WireType)
        {
            case Varint:
                Number = ReadVarint();
                break;
            case Fixed64:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case Fixed32:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            case LengthDelimited:
                ulong length = ReadVarint();
                Bytes = length <= int.MaxValue ? Take((int)length) : throw Truncated();
                break;
            default:
                throw new FormatException("it holds a field of a kind that sentencepiece does not write");
        }

        Raw = _message[start.._position];
        return true;
    }

    /// <summary>The current field as a number stored as a varint.</summary>
    public readonly long AsInteger() => WireType == Varint ? unchecked((long)Number) : throw WrongKind();

    /// <summary>The current field as a 32-bit floating-point number.</summary>
    public readonly float AsSingle() => WireType == Fixed32 ? BitConverter.UInt32BitsToSingle((uint)Number) : throw WrongKind();

    /// <summary>The current field as bytes.</summary>
    public readonly ReadOnlySpan<byte> AsBytes()
    {
        if (WireType != LengthDelimited)
        {
            throw WrongKind();
        }

        return Bytes;
    }

    private static FormatException Truncated() => new("it ends in the middle of a field");

    private readonly FormatException WrongKind() => new($"its field {Field} is not stored as sentencepiece stores it");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _message.Length - _position)
        {
            throw Truncated();
        }

        ReadOnlySpan<byte> taken = _message.Slice(_position, count);
        _position += count;
        return taken;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_position == _message.Length)
            {
                throw Truncated();
            }

            byte next = _message[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("it holds a number of more than ten bytes");
    }
}
