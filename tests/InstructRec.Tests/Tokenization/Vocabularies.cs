using System.Text.Json;
using InstructRec.Testing;
using InstructRec.Tokenization;

namespace InstructRec.Tests.Tokenization;

/// <summary>The vocabulary of the golden folder and the lines computed with it, read once.</summary>
internal static class Vocabularies
{
    public static string Path { get; } = GoldenRoot.Of("tokenizer", "spiece.model");

    public static SentencePieceModel Model { get; } = SentencePieceModel.Read(Path);

    public static T5Tokenizer Tokenizer { get; } = new(Model);

    /// <summary>Every line of every .jsonl file in the folder, whatever the files are called.</summary>
    public static IReadOnlyList<GoldenLine> Lines { get; } =
    [
        .. Directory.GetFiles(GoldenRoot.Of("tokenizer"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(file =>
            File.ReadLines(file).Where(line => line.Length > 0).Select((line, i) => Parse($"{System.IO.Path.GetFileName(file)}:{i + 1}", line))),
    ];

    private static GoldenLine Parse(string place, string json)
    {
        using JsonDocument line = JsonDocument.Parse(json);
        JsonElement root = line.RootElement;
        return new GoldenLine(
            place,
            root.GetProperty("text").GetString()!,
            [.. root.GetProperty("sp_ids").EnumerateArray().Select(id => id.GetInt32())],
            root.TryGetProperty("sp_decoded", out JsonElement decoded) ? decoded.GetString() : null);
    }
}

internal sealed record GoldenLine(string Place, string Text, int[] Ids, string? Decoded);
