using System.Buffers;
using System.Text;
using System.Text.Json;

namespace InstructRec.Data.Readers;

/// <summary>The fields of one JSON object that were asked for, read without building the object.</summary>
internal sealed class JsonRecord
{
    private readonly byte[][] _names;
    private readonly string?[] _values;

    public JsonRecord(params string[] names)
    {
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _values = new string?[names.Length];
    }

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
        Array.Clear(_values);
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The line is no JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = IndexOf(ref reader);
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
                reader.Skip();
            }
        }

        // An object that is cut off throws while it is read; what follows it is as wrong.
        if (reader.Read())
        {
            throw new JsonException("Something follows the object.");
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
