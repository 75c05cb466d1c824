using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace InstructRec.Checkpoints;

/// <summary>Reads the JSON header of a safetensors file and believes none of it before it is checked against the file's length.</summary>
internal sealed class SafetensorsHeader
{
    private const int MostDimensions = 16;
    private readonly string _path;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path) => _path = path;

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string path)
    {
        SafetensorsHeader header = new(path);
        try
        {
            header.ReadObject(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "The header of the safetensors file is no valid JSON", path, innerException: e);
        }

        header.CheckOffsets(dataLength);
        return header;
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 8 });
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, null, "The header is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "__metadata__")
            {
                ReadMetadata(ref reader);
            }
            else
            {
                Expect(_entries.TryAdd(name, ReadEntry(ref reader, name)), name, "The header names it twice");
            }
        }

        // Padding blanks may follow; anything else makes the reader throw.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "__metadata__", "It is no object of texts");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Expect(reader.Read() && reader.TokenType == JsonTokenType.String, "__metadata__", "It is no object of texts");
            _metadata[key] = reader.GetString()!;
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, name, "Its description is no object");
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String:
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name);
                    break;
                default:
                    throw Fault(name, $"Its description has an unexpected or repeated field \"{key}\"");
            }
        }

        Expect(type is not null && shape is not null && offsets is { Length: 2 }, name, "Its description lacks dtype, shape or data_offsets");
        Expect(Enum.TryParse(type, out SafetensorsType known) && Enum.IsDefined(known) && known.ToString() == type, name, $"Its element type \"{type}\" is none that can be read");
        Expect(offsets![0] <= offsets[1], name, "Its offsets run backwards");
        long bytes = ByteCount(shape!, known, name);
        Expect(bytes == offsets[1] - offsets[0], name, Invariant($"Its shape {SafetensorsEntry.TextOf(shape)} of {known} needs {bytes} bytes, its offsets span {offsets[1] - offsets[0]}"));
        return new SafetensorsEntry(name, known, [.. shape!], offsets[0], bytes);
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, name, "Its shape or offsets are no list");
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) && number >= 0, name, "Its shape or offsets hold something that is no whole number from 0");
            numbers.Add(reader.GetInt64());
            Expect(numbers.Count <= MostDimensions, name, "It has too many dimensions");
        }

        return [.. numbers];
    }

    // A zero makes the tensor empty, but the other sizes must be possible all the same: the library behind multiplies them into strides.
    private long ByteCount(long[] shape, SafetensorsType type, string name)
    {
        try
        {
            long possible = type.Size();
            foreach (long size in shape)
            {
                possible = checked(possible * Math.Max(size, 1));
            }

            return shape.Contains(0) ? 0 : possible;
        }
        catch (OverflowException)
        {
            throw Fault(name, $"Its shape {SafetensorsEntry.TextOf(shape)} has more elements than can be counted");
        }
    }

    private void CheckOffsets(long dataLength)
    {
        long end = 0;
        SafetensorsEntry? last = null;
        foreach (SafetensorsEntry entry in _entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.ByteCount))
        {
            Expect(entry.Offset >= end, entry.Name, $"Its bytes overlap those of {last?.Name}");
            Expect(entry.Offset == end, entry.Name, Invariant($"Before it lie {entry.Offset - end} bytes that belong to no tensor"));
            end = entry.Offset + entry.ByteCount;
            last = entry;
            Expect(end <= dataLength, entry.Name, Invariant($"The file is cut off: the header promises more bytes than the file has (this tensor ends at {end}, the data at {dataLength})"));
        }

        Expect(end == dataLength, null, Invariant($"After the last tensor {dataLength - end} bytes belong to none"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Expect(bool holds, string? tensor, string what)
    {
        if (!holds)
        {
            throw Fault(tensor, what);
        }
    }

    private InstructRecException Fault(string? tensor, string what) =>
        new(InstructRecErrorKind.Checkpoint, tensor is null ? what : $"Tensor {tensor}: {what}", _path);
}
