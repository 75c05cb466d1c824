using System.Buffers;
using System.Text;
using System.Text.Json;

namespace InstructRec.Data.Readers;

/// <summary>The fields of one JSON object that were asked for, read without building the object.</summary>
internal sealed class JsonRecord
{
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true };
    private readonly byte[][] _names;
    private readonly string?[] _values;
    private readonly byte[]? _list;

    /// <param name="names">The fields asked for.</param>
    /// <param name="list">A member that holds a list of objects; its place in the line is kept where there is one.</param>
    public JsonRecord(string[] names, string? list = null)
    {
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _values = new string?[names.Length];
        _list = list is null ? null : Encoding.UTF8.GetBytes(list);
    }

    /// <summary>Where the list lies in the line last read; <see langword="null"/> where there is none.</summary>
    public Range? List { get; private set; }

    /// <summary>The first field of several, by their places among the names asked for, that is there and not empty.</summary>
    public string? First(Range fields)
    {
        foreach (string? value in _values.AsSpan(fields))
        {
            if (!string.IsNullOrEmpty(value))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Reads a line; throws <see cref="JsonException"/> where it is no object.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The line is no JSON object.");
        }

        ReadMembers(ref reader);

        // An object that is cut off throws while it is read; what follows it is as wrong.
        if (reader.Read())
        {
            throw new JsonException("Something follows the object.");
        }
    }

    /// <summary>What the members of a line are called, the first eight, for a message.</summary>
    public static string MembersOf(ReadOnlySpan<byte> line)
    {
        const int most = 8;
        var reader = new Utf8JsonReader(line, Options);
        var names = new List<string>();
        reader.Read();
        while (names.Count <= most && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(names.Count == most ? "…" : $"'{reader.GetString()}'");
            reader.Skip();
        }

        return names.Count == 0 ? "nothing" : string.Join(", ", names);
    }

    /// <summary>Opens a list of objects that lies at <see cref="List"/>.</summary>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> list)
    {
        var reader = new Utf8JsonReader(list, Options);
        reader.Read();
        return reader;
    }

    /// <summary>Reads the next object of a list; <see langword="false"/> at its end.</summary>
    public bool Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The list holds something else than objects.");
        }

        ReadMembers(ref reader);
        return true;
    }

    private void ReadMembers(ref Utf8JsonReader reader)
    {
        Array.Clear(_values);
        List = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = IndexOf(ref reader);
            bool isList = field < 0 && _list is not null && reader.ValueTextEquals(_list);
            reader.Read();
            if (field >= 0 && reader.TokenType == JsonTokenType.String)
            {
                _values[field] = reader.GetString();
            }
            else if (field >= 0 && reader.TokenType == JsonTokenType.Number)
            {
                _values[field] = Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
            }
            else
            {
                int start = (int)reader.TokenStartIndex;
                isList &= reader.TokenType == JsonTokenType.StartArray;
                reader.Skip();
                List = isList ? start..(int)reader.BytesConsumed : List;
            }
        }
    }

    private int IndexOf(ref Utf8JsonReader reader)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (reader.ValueTextEquals(_names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
