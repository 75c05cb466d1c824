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
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using Microsoft.Extensions.DependencyInjection;

namespace QuickStart;

/// <summary>Ranks: a table of systems on the same candidates, printed instructions of every kind, then wishes from the keyboard.</summary>
internal static class ShowCommand
{
    private const int MostPeople = 3000;

    public static async Task<int> RunAsync(CommandLine line, CancellationToken cancellationToken)
    {
        FilmData data = FilmData.Open(line.Data, line.Columns, cancellationToken);
        Console.WriteLine(data.Dataset.Statistics);
        await RunAsync(data, line.Model ?? FilmData.EmbeddedModel, line.Draws, line.AsksQuestions, cancellationToken);
        return 0;
    }

    public static async Task RunAsync(FilmData data, string checkpoint, int draws, bool asksQuestions, CancellationToken cancellationToken)
    {
        // What a host writes: one registration, one recommender.
        ServiceCollection services = new();
        services.AddInstructRec(o => o.Checkpoint = checkpoint);
        await using ServiceProvider provider = services.BuildServiceProvider();
        T5RecommenderModel model = (T5RecommenderModel)provider.GetRequiredService<IRecommenderModel>();
        CheckpointManifest manifest = await model.LoadAsync(cancellationToken);
        await model.PrepareAsync(data.Dataset.Items, cancellationToken);

        await PrintTableAsync(data, model, manifest, draws, cancellationToken);
        await PrintTaskFormsAsync(data, model, cancellationToken);
        Answers answers = new(data, provider.GetRequiredService<InstructionRecommender>());
        await answers.PrintExamplesAsync(cancellationToken);
        if (asksQuestions && !Console.IsInputRedirected)
        {
            await new Conversation(data, answers).RunAsync(cancellationToken);
        }
    }

    private static async Task PrintTableAsync(FilmData data, T5RecommenderModel model, CheckpointManifest manifest, int draws, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        PartedScores parts = new(data.Dataset, model);
        IEvaluatedSystem[] systems =
        [
            new RandomBaseline(),
            StandardBaselines.Popularity(data.Split),
            parts.System("paper's score (plain likelihood)", ScoreCorrection.None),
            parts.System("corrected score", ScoreCorrection.Of(manifest)),
        ];
        List<EvaluationResult>[] results = [.. systems.Select(_ => new List<EvaluationResult>())];
        for (int draw = 0; draw < draws; draw++)
        {
            CandidateSet candidates = draw == 0 ? data.Candidates(SplitPart.Test) : data.Draw(SplitPart.Test, draw);
            LeaveOneOutProtocol protocol = new(data.Split, SplitPart.Test, candidates, new ProtocolOptions { PersonSample = MostPeople });
            for (int i = 0; i < systems.Length; i++)
            {
                results[i].Add(await protocol.RunAsync(systems[i], cancellationToken: cancellationToken));
            }
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        int people = results[0][0].People.Count;
        Console.WriteLine();
        DrawAverage[] averages = [.. results.Select(r => new DrawAverage(r))];
        Console.WriteLine((draws == 1
            ? new ResultTable([.. results.Select(r => r[0])])
            : new ResultTable(averages, string.Create(CultureInfo.InvariantCulture, $"{people:N0} people, mean over {draws} draws of nine negatives; ties by expectation; 95 % intervals over people"))).ToText());
        Interval difference = averages[3].Minus(averages[1], new HitRate(1));
        Console.WriteLine($"HR@1, corrected score minus popularity: {difference} ({(difference.Low > 0 || difference.High < 0 ? "the interval excludes 0" : "the interval includes 0")})");
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{people / elapsed.TotalSeconds:N0} instructions ranked per second ({1 + (9 * draws)} candidates each); peak memory {process.PeakWorkingSet64 / 1e6:N0} MB."));
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
        int[] items =
        [
            .. ItemSplit.Of(data.Dataset).Test
                .Where(i => data.Teacher.SpecificIntention(data.Dataset.Items[i]).Form != IntentionForm.None)
                .Take(600),
        ];
        if (items.Length > 0)
        {
            Console.WriteLine("  " + await protocol.ProductSearchAsync(data.Dataset.Items, items, data.Teacher, scoring, cancellationToken: cancellationToken));
        }
    }
}
