using System.Diagnostics;
using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;
using InstructRec.Hosting;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using Microsoft.Extensions.DependencyInjection;

namespace QuickStart;

/// <summary>Ranks: a table of systems on the same candidates, printed instructions of every kind, then wishes from the keyboard.</summary>
internal static class ShowCommand
{
    public static async Task<int> RunAsync(CommandLine line, CancellationToken cancellationToken)
    {
        FilmData data = FilmData.Open(line.Data, cancellationToken);
        Console.WriteLine(data.Dataset.Statistics);
        await RunAsync(data, line.Model ?? FilmData.EmbeddedModel, line.AsksQuestions, cancellationToken);
        return 0;
    }

    public static async Task RunAsync(FilmData data, string checkpoint, bool asksQuestions, CancellationToken cancellationToken)
    {
        // What a host writes: one registration, one recommender.
        ServiceCollection services = new();
        services.AddInstructRec(o => o.Checkpoint = checkpoint);
        await using ServiceProvider provider = services.BuildServiceProvider();
        T5RecommenderModel model = (T5RecommenderModel)provider.GetRequiredService<IRecommenderModel>();
        CheckpointManifest manifest = await model.LoadAsync(cancellationToken);
        await model.PrepareAsync(data.Dataset.Items, cancellationToken);

        await PrintTableAsync(data, model, manifest, cancellationToken);
        await PrintTaskFormsAsync(data, model, cancellationToken);
        Answers answers = new(data, provider.GetRequiredService<InstructionRecommender>());
        await answers.PrintExamplesAsync(cancellationToken);
        if (asksQuestions && !Console.IsInputRedirected)
        {
            await new Conversation(data, answers).RunAsync(cancellationToken);
        }
    }

    private static async Task PrintTableAsync(FilmData data, T5RecommenderModel model, CheckpointManifest manifest, CancellationToken cancellationToken)
    {
        LeaveOneOutProtocol protocol = new(data.Split, SplitPart.Test, data.Candidates(SplitPart.Test), new ProtocolOptions { PersonSample = 3000 });
        PartedScores parts = new(data.Dataset, model);
        long start = Stopwatch.GetTimestamp();
        IEvaluatedSystem plain = parts.System("paper's score (plain likelihood)", ScoreCorrection.None);
        IEvaluatedSystem corrected = parts.System("corrected score", new ScoreCorrection(manifest.PriorWeight, manifest.PopularityWeight));
        List<EvaluationResult> results = [];
        foreach (IEvaluatedSystem system in (IEvaluatedSystem[])[new RandomBaseline(), StandardBaselines.Popularity(data.Split), plain, corrected])
        {
            results.Add(await protocol.RunAsync(system, cancellationToken: cancellationToken));
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Console.WriteLine();
        Console.WriteLine(new ResultTable(results).ToText());
        Interval difference = results[3].Minus(results[1], new HitRate(1));
        Console.WriteLine($"HR@1, corrected score minus popularity: {difference} ({(difference.Low > 0 || difference.High < 0 ? "the interval excludes 0" : "the interval includes 0")})");
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{protocol.Requests.Count / elapsed.TotalSeconds:N0} instructions ranked per second (10 candidates each, priors included); peak memory {process.PeakWorkingSet64 / 1e6:N0} MB."));
    }

    private static async Task PrintTaskFormsAsync(FilmData data, T5RecommenderModel model, CancellationToken cancellationToken)
    {
        TaskFormProtocol protocol = new();
        InstructionScoring scoring = model.ToScoring();
        CandidateSet candidates = data.Candidates(SplitPart.Test);
        candidates = candidates with { Rows = [.. candidates.Rows.Take(610)] };
        Console.WriteLine();
        Console.WriteLine("The other task forms:");
        Console.WriteLine("  " + await protocol.PointwiseAsync(data.Split, SplitPart.Test, candidates, scoring, cancellationToken));
        Console.WriteLine("  " + await protocol.PairwiseAsync(data.Split, SplitPart.Test, candidates, scoring, cancellationToken));
        if (data.Dataset.Items.Any(i => i.Attributes.Count > 0))
        {
            int[] items = [.. new ItemSplit([.. Enumerable.Range(0, data.Dataset.Items.Count)]).Test.Take(600)];
            Console.WriteLine("  " + await protocol.ProductSearchAsync(data.Dataset.Items, items, data.Teacher, scoring, cancellationToken: cancellationToken));
        }
    }
}
