using System.Globalization;
using System.Text;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Templates;

namespace Evaluate;

/// <summary>The other tables: the paper's settings, product search, places, noise, wordings.</summary>
internal sealed class Studies(EvaluationData data, CommandLine line, T5RecommenderModel? model, IReadOnlyList<IEvaluatedSystem> systems)
{
    private const int Most = 1000;
    private readonly LeaveOneOutSplit _split = data.Split;
    private TemplateSelection? _selection;
    private readonly ProtocolOptions _options = new() { ShuffleSeed = line.Seed, PersonSample = Math.Min(Most, line.People ?? Most), LeastCandidates = 6 };

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        foreach (string study in line.Studies)
        {
            text.Append(await (study switch
            {
                "settings" => SettingsAsync(cancellationToken),
                "search" => SearchAsync(cancellationToken),
                "positions" => PositionsAsync(cancellationToken),
                "noise" => NoiseAsync(cancellationToken),
                _ => TemplatesAsync(cancellationToken),
            })).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Each wording of the sequential task on validation; none without a model.</summary>
    public async Task<TemplateSelection?> SelectTemplateAsync(CancellationToken cancellationToken)
    {
        if (model is null || _selection is not null)
        {
            return _selection;
        }

        string[] ids =
        [
            .. TemplateRegistry.Default.Find(new TemplateQuery { Preference = PreferenceForm.Implicit, Intention = IntentionForm.None, Task = TaskForm.Matching, Strategy = TemplateStrategy.Direct })
                .Where(t => t.Outputs.Count == 1 && t.Family != TemplateFamilies.Free).Select(t => t.Id),
        ];
        InstructionSetting setting = InstructionSetting.Sequential(_split, TaskForm.Matching);
        return _selection = await TemplateSelection.ChooseAsync(
            _split, Candidates(SplitPart.Validation), ids, id => setting.System(id, data.Dataset, model.ToScoring(id)), _options with { PersonSample = Math.Min(300, _options.PersonSample ?? 300) },
            cancellationToken);
    }

    private CandidateSet Candidates(SplitPart part) =>
        part == SplitPart.Test && line.Candidates is { } file ? CandidateFile.Read(file, data.Dataset) : FrozenCandidates.Draw(_split, part);

    private IEnumerable<(string Name, InstructionScoring Score)> Readers()
    {
        yield return ("popularity", InstructionBaselines.Popularity(data.Dataset.Items, _split.TrainingCounts()));
        yield return ("BM25 over titles", InstructionBaselines.Bm25(data.Dataset.Items, readsAttributes: false));
        yield return ("BM25 over titles and attributes", InstructionBaselines.Bm25(data.Dataset.Items));
        if (model is not null)
        {
            yield return ("T5, corrected score", model.ToScoring());
        }
    }

    private async Task<string> SettingsAsync(CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        InstructionSetting wished = InstructionSetting.Wished(_split, SplitPart.Test, data.Teacher, TaskForm.Matching), searched = InstructionSetting.Searched(_split, SplitPart.Test, data.Teacher, TaskForm.Matching);
        foreach (InstructionSetting setting in (InstructionSetting[])
            [
                InstructionSetting.Sequential(_split, TaskForm.Matching), InstructionSetting.Preferred(_split, data.Teacher, TaskForm.Matching),
                wished, searched, wished.AndPreferred(_split, data.Teacher), searched.AndPreferred(_split, data.Teacher), InstructionSetting.ColdStart(TaskForm.Matching),
            ])
        {
            CandidateSet covered;
            try
            {
                covered = setting.Covered(_split, SplitPart.Test, Candidates(SplitPart.Test));
            }
            catch (InstructRec.InstructRecException nobody)
            {
                text.Append($"{setting.Name} {setting.Format}: {nobody.Message}\n\n");
                continue;
            }

            LeaveOneOutProtocol protocol = new(_split, SplitPart.Test, covered, _options);
            List<EvaluationResult> results = [];

            // Whatever reads no instruction answers as ever: from the history alone.
            foreach (IEvaluatedSystem system in systems.Where(s => s.Name is not ("popularity" or "BM25") && !s.Name.StartsWith("T5", StringComparison.Ordinal)))
            {
                results.Add(await protocol.RunAsync(system, cancellationToken: cancellationToken));
            }

            foreach ((string name, InstructionScoring score) in Readers())
            {
                results.Add(await protocol.RunAsync(setting.System(name, data.Dataset, score), cancellationToken: cancellationToken));
            }

            text.Append($"{setting.Name}: ").Append(new ResultTable(results).ToMarkdown()).Append('\n');
        }

        return text.ToString();
    }

    private async Task<string> SearchAsync(CancellationToken cancellationToken)
    {
        ItemSearchProtocol protocol = data.SearchCandidates is { } candidates
            ? new(data.Dataset.Items, candidates, data.Teacher, options: _options)
            : new(data.Dataset.Items, ItemSplit.Of(data.Dataset).Test, data.Teacher, options: _options);
        List<EvaluationResult> results = [];
        foreach ((string name, InstructionScoring score) in Readers())
        {
            results.Add(await protocol.RunAsync(name, score, cancellationToken));
        }

        return new ResultTable(results).ToMarkdown();
    }

    private async Task<string> PositionsAsync(CancellationToken cancellationToken)
    {
        IEvaluatedSystem last = systems[^1];
        PositionSensitivity places = await PositionSensitivity.RunAsync(
            _split, SplitPart.Test, Candidates(SplitPart.Test), model is null ? last : InstructionSetting.Sequential(_split).System("T5, candidates in the prompt", data.Dataset, model.ToScoring()),
            _options, cancellationToken);
        return places.ToMarkdown();
    }

    private async Task<string> NoiseAsync(CancellationToken cancellationToken)
    {
        StringBuilder text = new("| share of letters with noise | system | HR@1 |\n|---:|---|---:|\n");
        LeaveOneOutProtocol protocol = new(_split, SplitPart.Test, Candidates(SplitPart.Test), _options);
        foreach (double rate in (double[])[0, 0.02, 0.05, 0.1])
        {
            InstructRec.Data.InteractionDataset noisy = new NoisyTitles(rate).Of(data.Dataset);
            InstructionScoring score = model is null ? InstructionBaselines.Bm25(noisy.Items, readsAttributes: false) : model.ToScoring();
            InstructionSystem system = new(
                model is null ? "BM25 over titles" : "T5, corrected score", noisy, r => new Instruction { Preference = InstructionSystem.HistoryOf(noisy, r), Task = TaskForm.Matching }, score);
            EvaluationResult result = await protocol.RunAsync(system, cancellationToken: cancellationToken);
            text.Append(CultureInfo.InvariantCulture, $"| {rate:P0} | {result.System} | {result.Intervals(new HitRate(1))[0]} |\n");
        }

        return text.ToString();
    }

    private async Task<string> TemplatesAsync(CancellationToken cancellationToken) =>
        await SelectTemplateAsync(cancellationToken) is { } selection
            ? new ResultTable([.. selection.Results.Select(r => r.Result)]).ToMarkdown() + $"\nChosen on validation: {selection.Chosen}.\n"
            : "Templates are chosen for a model: none was given.\n";
}
