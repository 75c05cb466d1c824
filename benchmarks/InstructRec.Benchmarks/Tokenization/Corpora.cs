using System.Text.Json;

namespace InstructRec.Benchmarks.Tokenization;

/// <summary>Texts that lie in this repository.</summary>
internal static class Corpora
{
    public static string VocabularyPath { get; } = Golden("spiece.model");

    public static string[] Read(Corpus corpus) => corpus switch
    {
        Corpus.Titles => Lines("titles.jsonl"),
        Corpus.Tricky => Lines("tricky.jsonl"),
        _ => Prose(),
    };

    // Titles joined by words stand for prose: no book lies in the repository.
    private static string[] Prose() =>
    [
        .. Lines("titles.jsonl").Chunk(12).Select(titles =>
            "Here is what this person has watched so far, from the oldest to the most recent: " + string.Join(", and after that ", titles)
            + ". They would like something for a quiet evening with friends, not too long, and nothing that they already know."),
    ];

    private static string[] Lines(string file) =>
        [.. File.ReadLines(Golden(file)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)];

    private static string Golden(string file)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, "tests", "golden", "tokenizer", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException("The golden folder is in no folder above the benchmarks.", file);
    }
}
