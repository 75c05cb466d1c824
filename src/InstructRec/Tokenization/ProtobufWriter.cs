using System.Buffers;
using System.Buffers.Binary;

namespace InstructRec.Tokenization;

/// <summary>Writes protobuf fields, in the order and form that the C++ library writes them.</summary>
internal readonly struct ProtobufWriter(ArrayBufferWriter<byte> output)
{
    public void WriteRaw(ReadOnlySpan<byte> field) => output.Write(field);

    public void WriteVarint(int field, ulong value)
    {
        WriteNumber(((ulong)field << 3) | ProtobufReader.Varint);
        WriteNumber(value);
    }

    public void WriteSingle(int field, float value)
    {
        WriteNumber(((ulong)field << 3) | ProtobufReader.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> value)
    {
        WriteNumber(((ulong)field << 3) | ProtobufReader.LengthDelimited);
        WriteNumber((ulong)value.Length);
        output.Write(value);
    }

    private void WriteNumber(ulong value)
    {
        Span<byte> bytes = output.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        output.Advance(length);
    }
}
