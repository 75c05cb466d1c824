using System.Buffers.Binary;
using System.Globalization;

namespace InstructRec.Data.Readers;

/// <summary>Walks through the end of a Parquet file before the library does, which reads a damaged one without end: at its last byte it goes on with 255, and a number of 255s has no last digit.</summary>
/// <remarks>What passes has every known field in its own type, and every list, text and number inside the footer, so that the library comes to its end as well.</remarks>
internal ref struct ParquetFooter
{
    // Thrift's compact types.
    private const int Byte = 3, Short = 4, Int = 5, Long = 6, Double = 7, Text = 8, List = 9, Struct = 12;

    // parquet.thrift, format 2.11, from FileMetaData down: b bool, y byte, s i16, i i32, l i64, d double, t text, [x] list, else a struct.
    private static readonly Dictionary<string, Dictionary<int, string>> Structs = """
        FileMetaData 1:i 2:[SchemaElement] 3:l 4:[RowGroup] 5:[KeyValue] 6:t 7:[ColumnOrder] 8:EncryptionAlgorithm 9:t
        SchemaElement 1:i 2:i 3:i 4:t 5:i 6:i 7:i 8:i 9:i 10:LogicalType
        LogicalType 1:None 2:None 3:None 4:None 5:Decimal 6:None 7:Time 8:Time 10:Integer 11:None 12:None 13:None 14:None 15:None 16:Variant 17:Geometry 18:Geography
        Decimal 1:i 2:i
        Time 1:b 2:Unit
        Unit 1:None 2:None 3:None
        Integer 1:y 2:b
        Variant 1:y
        Geometry 1:t
        Geography 1:t 2:i
        RowGroup 1:[ColumnChunk] 2:l 3:l 4:[SortingColumn] 5:l 6:l 7:s
        ColumnChunk 1:t 2:l 3:ColumnMetaData 4:l 5:i 6:l 7:i 8:ColumnCryptoMetaData 9:t
        ColumnMetaData 1:i 2:[i] 3:[t] 4:i 5:l 6:l 7:l 8:[KeyValue] 9:l 10:l 11:l 12:Statistics 13:[PageEncodingStats] 14:l 15:i 16:SizeStatistics 17:GeospatialStatistics
        KeyValue 1:t 2:t
        Statistics 1:t 2:t 3:l 4:l 5:t 6:t 7:b 8:b
        PageEncodingStats 1:i 2:i 3:i
        SizeStatistics 1:l 2:[l] 3:[l]
        GeospatialStatistics 1:BoundingBox 2:[i]
        BoundingBox 1:d 2:d 3:d 4:d 5:d 6:d 7:d 8:d
        ColumnCryptoMetaData 1:None 2:EncryptionWithColumnKey
        EncryptionWithColumnKey 1:[t] 2:t
        SortingColumn 1:i 2:b 3:b
        ColumnOrder 1:None
        EncryptionAlgorithm 1:Aes 2:Aes
        Aes 1:t 2:t 3:b
        None
        """.Split('\n').Select(l => l.Trim().Split(' ')).ToDictionary(
            l => l[0], l => l[1..].Select(f => f.Split(':')).ToDictionary(f => int.Parse(f[0], CultureInfo.InvariantCulture), f => f[1]), StringComparer.Ordinal);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private ParquetFooter(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Throws <see cref="InvalidDataException"/> where the footer cannot be read to its end; the stream's place is moved.</summary>
    public static void Check(Stream stream)
    {
        const int tail = 8;
        if (stream.Length < tail + 4)
        {
            throw new InvalidDataException("it has only a few bytes");
        }

        Span<byte> end = stackalloc byte[tail];
        stream.Seek(-tail, SeekOrigin.End);
        stream.ReadExactly(end);
        int length = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (!end[4..].SequenceEqual("PAR1"u8) || length <= 0 || length > stream.Length - tail - 4)
        {
            throw new InvalidDataException("it does not end as a Parquet file does");
        }

        var footer = new byte[length];
        stream.Seek(-tail - length, SeekOrigin.End);
        stream.ReadExactly(footer);
        new ParquetFooter(footer).Walk("FileMetaData");
    }

    private void Walk(string name)
    {
        Dictionary<int, string> fields = Structs[name];
        for (int field = 0, header = Next(); header != 0; header = Next())
        {
            int type = header & 15;
            field = (short)(header >> 4 == 0 ? Zigzag(Number()) : field + (header >> 4));
            if (fields.TryGetValue(field, out string? known))
            {
                Read(known, type);
            }
            else if (type == Struct)
            {
                // The library skips an empty one rightly; none is known that is not.
                Require(Next() == 0);
            }
            else
            {
                Value(type);
            }
        }
    }

    private void Read(string known, int type)
    {
        if (known[0] == '[')
        {
            Require(type == List);
            (int count, int element) = ListHeader();
            for (int i = 0; i < count; i++)
            {
                Read(known[1..^1], element);
            }

            return;
        }

        int own = known switch { "b" => 1, "y" => Byte, "s" => Short, "i" => Int, "l" => Long, "d" => Double, "t" => Text, _ => Struct };
        Require(type == own || (own == 1 && type == 2));
        if (own == Struct)
        {
            Walk(known);
        }
        else
        {
            Value(type);
        }
    }

    private void Value(int type)
    {
        switch (type)
        {
            case 1 or 2:
                break;
            case Byte:
                Next();
                break;
            case Short or Int or Long:
                Number();
                break;
            case Double:
                Skip(sizeof(double));
                break;
            case Text:
                Skip(Number());
                break;
            case List:
                (int count, int element) = ListHeader();
                Require(element is >= Byte and <= Text);
                for (int i = 0; i < count; i++)
                {
                    Value(element);
                }

                break;
            default:
                Require(false);
                break;
        }
    }

    private (int Count, int Element) ListHeader()
    {
        int header = Next();
        ulong count = header >> 4 == 15 ? Number() : (ulong)header >> 4;

        // Each value has a byte at least.
        Require(count <= (ulong)(_bytes.Length - _at));
        return ((int)count, header & 15);
    }

    private byte Next()
    {
        Require(_at < _bytes.Length);
        return _bytes[_at++];
    }

    private ulong Number()
    {
        ulong number = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte digit = Next();
            number |= (ulong)(digit & 0x7f) << shift;
            if (digit < 0x80)
            {
                return number;
            }
        }

        throw new InvalidDataException("a number of its footer has no end");
    }

    private static long Zigzag(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    private void Skip(ulong count)
    {
        Require(count <= (ulong)(_bytes.Length - _at));
        _at += (int)count;
    }

    private readonly void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its footer is wrong at byte {_at} of {_bytes.Length}"));
        }
    }
}
