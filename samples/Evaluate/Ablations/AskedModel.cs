using InstructRec.Checkpoints;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using InstructRec.Templates;
using QuickStart;

namespace Evaluate.Ablations;

/// <summary>A row's model as it is asked: by a wording that it learned where there is one, its scores by likelihood alone and with the weights chosen on validation.</summary>
internal sealed class AskedModel : IAsyncDisposable
{
    private readonly EvaluationData _data;
    private readonly AblationRow _row;
    private readonly T5RecommenderModel _parted;

    private AskedModel(EvaluationData data, AblationRow row, T5RecommenderModel parted, T5RecommenderModel corrected, CheckpointManifest manifest) =>
        (_data, _row, _parted, Corrected, Manifest) = (data, row, parted, corrected, manifest);

    /// <summary>The model with the weights of its manifest, for task forms whose scores are no sum of parts.</summary>
    public T5RecommenderModel Corrected { get; }

    public CheckpointManifest Manifest { get; }

    public static async Task<AskedModel> OpenAsync(EvaluationData data, AblationRow row, string checkpoint, CancellationToken cancellationToken)
    {
        T5RecommenderModel parted = new(new T5RecommenderOptions { Checkpoint = checkpoint, Correction = new ScoreCorrection(1, 1) { RetrievalWeight = 1 } });
        T5RecommenderModel corrected = new(new T5RecommenderOptions { Checkpoint = checkpoint });
        CheckpointManifest manifest = await corrected.LoadAsync(cancellationToken);
        await parted.PrepareAsync(data.Dataset.Items, cancellationToken);
        return new AskedModel(data, row, parted, corrected, manifest);
    }

    /// <summary>The model's answers to one setting: by likelihood alone, and corrected.</summary>
    public async Task<(EvaluationResult Plain, EvaluationResult Corrected)> AskAsync(
        InstructionSetting setting, CandidateSet candidates, ProtocolOptions options, string folder, CancellationToken cancellationToken)
    {
        LeaveOneOutProtocol protocol = new(_data.Split, SplitPart.Test, candidates, options);
        string template = Wording(setting.For(protocol.Requests[0])!);
        string name = string.Concat(setting.Format.Where(c => char.IsAsciiLetterOrDigit(c) || c is ',' or '+'));
        PartedScores parts = new(
            _data.Dataset, _parted, r => new ScoringRequest(setting.For(r)!, [.. r.Candidates.ToArray().Select(i => _data.Dataset.Items[i])]) { TemplateId = template }, setting.IsOracleQuery);
        return (
            await protocol.RunAsync(parts.System(_row.FolderName, ScoreCorrection.None), Journal("plain"), cancellationToken: cancellationToken),
            await protocol.RunAsync(parts.System(_row.FolderName, ScoreCorrection.Of(Manifest)), Journal("corrected"), cancellationToken: cancellationToken));

        EvaluationJournal Journal(string score) => new(Path.Combine(folder, $"{name}.{score}.tsv"));
    }

    public async ValueTask DisposeAsync()
    {
        await _parted.DisposeAsync();
        await Corrected.DisposeAsync();
    }

    // What was never told in training has no wording among those that were learned: it is asked for all the same, by the library's first.
    private string Wording(Instruction instruction)
    {
        TemplateQuery query = new()
        {
            Preference = instruction.Preference.Form, Intention = instruction.Intention.Form, Task = instruction.Task, Strategy = TemplateStrategy.Direct,
        };
        return _row.Templates.Find(query).Concat(TemplateRegistry.Default.Find(query)).First(t => t.Family != TemplateFamilies.Free && t.Outputs.Count == 1).Id;
    }
}
