using System.Globalization;
using System.Text;
using InstructRec;
using InstructRec.Checkpoints;
using InstructRec.Data.Candidates;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;

namespace Evaluate;

/// <summary>Asks every system by every protocol; prints the tables and writes them as files.</summary>
internal static class EvaluateCommand
{
    public static async Task RunAsync(CommandLine line, CancellationToken cancellationToken)
    {
        EvaluationData data = EvaluationData.Open(line, cancellationToken);
        Console.WriteLine(data.Dataset.Statistics);
        if (data.Dataset.Skipped.OfUntitledItems is > 0 and var untitled)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Left out: {untitled:N0} interactions with items that have no title."));
        }

        string hash = DataHash.Of(data.Dataset);
        string folder = line.Out ?? Path.Combine("runs", "evaluate-" + Safe(data.Dataset.Name));
        Make(Path.Combine(folder, "answers"));
        Plots? plots = line.Plots is { } pictures ? new Plots(pictures, data.Split) : null;
        TrainedBaselines trained = new(data.Split, folder, hash, line);
        IReadOnlyList<string> checkpoints = line.Models.Count > 0 ? line.Models : data.IsEmbedded ? [EvaluationData.EmbeddedModel] : [];
        await using Systems systems = new(data, trained, checkpoints, line, () => new ChatBaseline(data, line, folder));
        IReadOnlyList<AskedSystem> asked = await systems.MakeAsync(SystemNames.Chosen(line, checkpoints.Count > 0), cancellationToken);
        bool asksModel = asked.Any(s => SystemNames.Models.Contains(s.Option)) || line.Studies.Count > 0 || plots is not null;
        AskedCheckpoint? model = asksModel ? await systems.CheckpointAsync(cancellationToken) : null;
        StringBuilder markdown = new(Manifest(line, data, hash, model));
        Console.WriteLine(markdown);
        List<EvaluationResult> all = [];
        foreach (CandidateSet candidates in Sets(line, data, trained, cancellationToken))
        {
            ProtocolOptions options = new() { ShuffleSeed = line.Seed, PersonSample = line.People, LeastCandidates = 6, Temperature = model?.Manifest.Temperature ?? 1 };
            LeaveOneOutProtocol protocol = new(data.Split, SplitPart.Test, candidates, options);
            List<EvaluationResult> results = [];
            foreach (AskedSystem system in asked)
            {
                using ProgressLine progress = new(system.System.Name, candidates.Name, protocol.Requests.Count);
                EvaluationJournal journal = new(Path.Combine(folder, "answers", $"{Safe(candidates.Name)}.{Safe(system.System.Name)}.{system.Identity}.tsv"));
                results.Add(await protocol.RunAsync(system.System, journal, progress, cancellationToken));
            }

            ResultTable table = new(results);
            Console.WriteLine(table.ToText());
            string cost = systems.Chat is { } chat ? chat.Cost + "\n\n" : string.Empty;
            Console.Write(cost);
            markdown.Append(table.ToMarkdown()).Append('\n').Append(cost).Append(ListTable.Of(results, data.Split)).Append('\n');
            markdown.Append(DifferenceTables.Of(asked, results, line.Against)).Append(Breakdowns(results, data.Split));
            all.AddRange(results);
            Export(line, folder, results);
            plots?.Draw(results);
        }

        Studies others = new(data, line, model?.Model, [.. asked.Select(s => s.System)]);
        if (plots is not null && await others.SelectTemplateAsync(cancellationToken) is { } templates)
        {
            plots.Draw(templates);
        }

        if (line.Studies.Count > 0)
        {
            string studies = await others.RunAsync(cancellationToken);
            Console.WriteLine(studies);
            markdown.Append(studies);
        }

        Write(Path.Combine(folder, "results.md"), markdown.ToString());
        Write(Path.Combine(folder, "results.json"), ResultFiles.ToJson(all, [.. EvaluationResult.PaperMetrics, new MeanReciprocalRank()]));
        Console.WriteLine($"Kept in {folder}: results.md, results.json{(line.Exports ? ", ranks" : string.Empty)}.{(plots is null ? string.Empty : $" Pictures in {line.Plots}: {string.Join(", ", plots.Drawn)}.")}");
    }

    private static IEnumerable<CandidateSet> Sets(CommandLine line, EvaluationData data, TrainedBaselines trained, CancellationToken cancellationToken)
    {
        IEnumerable<CandidateSet> sets = line.Candidates is { } file
            ? [CandidateFile.Read(file, data.Dataset, cancellationToken)]
            : line.Protocols.Select(p => data.Candidates(p, SplitPart.Test, trained, line, cancellationToken));
        if (line.LearnedFrom is not { } learned)
        {
            return sets;
        }

        ZeroShotCatalog catalog = new(DatasetFolder.Open(learned, new DatasetReadingOptions { SkipUntitledItems = true }, cancellationToken).Items, data.Dataset.Items);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Zero-shot: {catalog.KnownCount:N0} of {data.Dataset.Items.Count:N0} titles are in {learned}; whoever's target is one of them is left out."));
        return sets.Select(s => catalog.Unknown(data.Split, s));
    }

    private static string Manifest(CommandLine line, EvaluationData data, string hash, AskedCheckpoint? model) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        `{line.Text}`

        Data {data.Dataset.Name}, sha256 {hash[..16]}{(data.KeepLast is { } n ? $", each person's last {n} items" : string.Empty)}; candidates shuffled by seed {line.Seed}, baselines trained by seed {line.TrainSeed}; model {model?.Hash[..16] ?? "none"}{(model?.Manifest.Command is { Length: > 0 } made ? $", made by `{made}`" : string.Empty)}; InstructRec {typeof(InstructRecException).Assembly.GetName().Version?.ToString(3)}.


        """);

    private static string Breakdowns(IReadOnlyList<EvaluationResult> results, LeaveOneOutSplit split)
    {
        StringBuilder text = new();
        foreach (Func<EvaluationResult, ResultBreakdown> by in (Func<EvaluationResult, ResultBreakdown>[])
            [r => ResultBreakdown.ByTargetCount(r, split, new HitRate(1)), r => ResultBreakdown.ByHistoryLength(r, split, new HitRate(1))])
        {
            ResultBreakdown[] rows = [.. results.Select(by)];
            text.Append($"| HR@1 by {rows[0].Title} | ").AppendJoin(" | ", rows[0].Rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Group} ({r.People:N0})"))).Append(" |\n|---|");
            text.Append(string.Concat(rows[0].Rows.Select(_ => "---:|"))).Append('\n');
            for (int i = 0; i < rows.Length; i++)
            {
                text.Append($"| {results[i].System} | ").AppendJoin(" | ", rows[i].Rows.Select(r => r.Value.Mean.ToString("0.0000", CultureInfo.InvariantCulture))).Append(" |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Export(CommandLine line, string folder, IReadOnlyList<EvaluationResult> results)
    {
        if (!line.Exports)
        {
            return;
        }

        Make(Path.Combine(folder, "ranks"));
        foreach (EvaluationResult result in results)
        {
            using StringWriter text = new(CultureInfo.InvariantCulture);
            ResultFiles.WriteRanks(text, result);
            Write(Path.Combine(folder, "ranks", $"{Safe(result.CandidateSet)}.{Safe(result.System)}.tsv"), text.ToString());
        }
    }

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the folder cannot be made", folder, "Choose another with --out", innerException: e);
        }
    }

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
}
