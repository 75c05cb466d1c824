using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using static TorchSharp.torch;

namespace InstructRec.TestHost;

/// <summary>
/// Scores half a catalogue and the whole by direct likelihood and prints what the whole took more in memory, what was told of its progress, and what a
/// cancelled call left behind.
/// </summary>
internal static class CatalogueScoring
{
    public static async Task MeasureAsync(string checkpoint, int count)
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = checkpoint });
        InstructionRecommender recommender = new(model);
        Instruction wish = new() { Intention = Intention.Vague("something light"), Task = TaskForm.Matching };
        Item[] catalogue = [.. Enumerable.Range(0, count).Select(i => new Item($"{i}", string.Create(CultureInfo.InvariantCulture, $"Film {i}")))];

        Course small = new();
        await recommender.RankAsync(wish, catalogue[..(count / 2)], new RankingOptions { Progress = small });
        Course large = new();
        Ranking ranking = await recommender.RankAsync(wish, catalogue, new RankingOptions { Progress = large });
        bool whole = ranking.Items.Count == count && large.Told[^1].ScoredNodes == large.Told[^1].TotalNodes && large.Told.Zip(large.Told.Skip(1)).All(p => p.First.ScoredNodes < p.Second.ScoredNodes);

        // Progress is told after each part, on the device's thread: what is told after the third was begun in spite of the cancellation.
        using CancellationTokenSource source = new();
        long alive = Tensor.TotalCount;
        Course cancelled = new() { After = (3, source.Cancel) };
        bool ended = false;
        try
        {
            await recommender.RankAsync(wish, catalogue, new RankingOptions { Progress = cancelled }, source.Token);
        }
        catch (OperationCanceledException)
        {
            ended = true;
        }

        // A caller who gives up is told at once; what ran for it has ended when later work is done.
        await recommender.RankAsync(wish, catalogue[..1]);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"grown={large.Peak - small.Peak} reports={large.Told.Count} whole={whole} cancelled={ended} parts={cancelled.Told.Count} left={Tensor.TotalCount - alive}"));
    }

    private sealed class Course : IProgress<ScoringProgress>
    {
        public List<ScoringProgress> Told { get; } = [];

        public long Peak { get; private set; }

        public (int Count, Action Act)? After { get; init; }

        public void Report(ScoringProgress value)
        {
            Told.Add(value);
            if (Told.Count % 8 == 1)
            {
                Peak = Math.Max(Peak, Environment.WorkingSet);
            }

            if (Told.Count == After?.Count)
            {
                After.Value.Act();
            }
        }
    }
}
