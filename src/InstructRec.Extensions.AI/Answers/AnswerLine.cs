using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InstructRec.Extensions.AI.Answers;

/// <summary>One line of the log: eight hexadecimal digits of the checksum, a space, and the JSON that it is of.</summary>
internal sealed partial record AnswerLine(
    [property: JsonPropertyName("key")] string Key, [property: JsonPropertyName("model")] string Model, [property: JsonPropertyName("answer")] string Answer,
    [property: JsonPropertyName("in")] long? In, [property: JsonPropertyName("out")] long? Out)
{
    private const int Digits = 8;

    public byte[] ToBytes()
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, LineJson.Readable.AnswerLine);
        return [.. Encoding.ASCII.GetBytes(Checksum(json)), (byte)' ', .. json, (byte)'\n'];
    }

    /// <summary>Reads a line without its line feed; null where the checksum is not that of the rest.</summary>
    public static AnswerLine? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length < Digits + 3 || line[Digits] != ' ' || !line[..Digits].SequenceEqual(Encoding.ASCII.GetBytes(Checksum(line[(Digits + 1)..]))))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line[(Digits + 1)..], LineJson.Readable.AnswerLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public QuestionKey? ToKey() =>
        Key is { Length: 32 } && ulong.TryParse(Key.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong high) && ulong.TryParse(Key.AsSpan(16), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong low)
            ? new QuestionKey(high, low)
            : null;

    private static string Checksum(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, Digits / 2));

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(AnswerLine))]
    internal sealed partial class LineJson : JsonSerializerContext
    {
        public static LineJson Readable { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull });
    }
}
