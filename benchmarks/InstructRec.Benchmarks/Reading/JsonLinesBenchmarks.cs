using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using InstructRec.Data;
using InstructRec.Data.Readers;

namespace InstructRec.Benchmarks.Reading;

/// <summary>Reviews as Amazon publishes them, invented, read on one thread into a data set.</summary>
/// <remarks>The goal is 100 MB/s: divide <see cref="Megabytes"/> by the time. The file lies in the page cache.</remarks>
[MemoryDiagnoser]
public class JsonLinesBenchmarks
{
    private const int Megabytes = 32;
    private string folder = string.Empty;

    /// <summary>Writes 20,000 items and 32 MB of reviews.</summary>
    [GlobalSetup]
    public void Setup()
    {
        folder = Directory.CreateTempSubdirectory("instructrec-reading-").FullName;
        using (StreamWriter items = new(Path.Combine(folder, "meta.jsonl")))
        {
            for (int i = 0; i < 20_000; i++)
            {
                items.WriteLine($$"""{"parent_asin": "B{{i:D9}}", "title": "A thing of some name, number {{i}}", "categories": ["Things", "Sort {{i % 50}}"]}""");
            }
        }

        string[] words = ["the", "lamp", "works", "well", "and", "my", "son", "likes", "its", "light", "although", "colour", "is", "\"odd\"", "I", "would", "buy", "again", "für", "sure"];
        Random random = new(3);
        using FileStream stream = File.Create(Path.Combine(folder, "reviews.jsonl"));
        while (stream.Length < Megabytes * 1_000_000L)
        {
            string text = string.Join(' ', Enumerable.Range(0, random.Next(20, 160)).Select(_ => words[random.Next(words.Length)]));
            JsonSerializer.Serialize(stream, new
            {
                rating = 5.0, title = "Nice", text, images = Array.Empty<string>(), asin = "x", parent_asin = string.Create(CultureInfo.InvariantCulture, $"B{random.Next(20_000):D9}"),
                user_id = string.Create(CultureInfo.InvariantCulture, $"AE{random.Next(30_000):D24}"), timestamp = 1_500_000_000_000L + random.Next(), helpful_vote = 0, verified_purchase = true,
            });
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Deletes them.</summary>
    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(folder, recursive: true);

    /// <summary>People, items and times; texts are passed over.</summary>
    [Benchmark(Baseline = true)]
    public InteractionDataset Interactions() => DatasetFolder.Open(folder);

    /// <summary>The texts as well.</summary>
    [Benchmark]
    public InteractionDataset WithReviews() => DatasetFolder.Open(folder, new DatasetReadingOptions { KeepReviews = true });
}
