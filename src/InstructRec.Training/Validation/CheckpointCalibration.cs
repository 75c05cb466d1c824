using System.Runtime.CompilerServices;
using InstructRec.Checkpoints;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.T5;
using InstructRec.Templates;
using TorchSharp;

namespace InstructRec.Training.Validation;

/// <summary>Chooses on validation items what a checkpoint's scores are made of, and writes it into the checkpoint's folder.</summary>
/// <remarks>Asks sequential matching instructions: the history and nothing else. Nothing native is left behind. One call at a time for a folder.</remarks>
public sealed class CheckpointCalibration
{
    /// <summary>The name under which the manifest keeps HR@1 of the chosen weights on validation.</summary>
    public const string HitRateName = "validation HR@1, corrected";

    private const string NdcgName = "validation NDCG@5, corrected";
    private const int BatchSize = 64;
    private readonly string _checkpoint;
    private readonly LeaveOneOutSplit _split;
    private readonly LeaveOneOutProtocol _protocol;

    /// <summary>Takes the checkpoint and the questions.</summary>
    /// <param name="checkpoint">The checkpoint's folder.</param>
    /// <param name="split">The data that it learned from, split.</param>
    /// <param name="protocol">The candidates of the validation part; a sample of some thousand people is enough.</param>
    public CheckpointCalibration(string checkpoint, LeaveOneOutSplit split, LeaveOneOutProtocol protocol)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpoint);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(protocol);
        (_checkpoint, _split, _protocol) = (checkpoint, split, protocol);
    }

    /// <summary>Chooses how much of what the network says goes beside what the retrieval head reads by itself, and writes the head so (<see cref="LeaveOneOutValidation.NetworkShare"/>).</summary>
    /// <param name="cancellationToken">Looked at between batches; the folder then stays as it was.</param>
    /// <returns>The share of the network's part.</returns>
    /// <exception cref="InstructRecException">The folder holds no network with a retrieval head (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public async Task<double> ChooseNetworkShareAsync(CancellationToken cancellationToken = default)
    {
        DeviceWorker worker = new();
        await using ConfiguredAsyncDisposable held = worker.ConfigureAwait(false);
        return await worker.RunAsync(() => ChooseNetworkShare(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the training part's counts into the folder, chooses the weights of prior, popularity and retrieval and the temperature, and writes them into the manifest.</summary>
    /// <param name="cancellationToken">Looked at between batches; the manifest then stays as it was.</param>
    /// <returns>What was chosen, and what it gives on validation.</returns>
    /// <exception cref="InstructRecException">The folder holds no network (<see cref="InstructRecErrorKind.Checkpoint"/>), or writing failed (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public async Task<ScoreWeights> ChooseWeightsAsync(CancellationToken cancellationToken = default)
    {
        var items = _split.Dataset.Items;
        new CatalogStatistics([.. items.Zip(_split.TrainingCounts(), (item, count) => new ItemStatistics(item.Id, item.Title, count)).Where(s => s.Count > 0)]).Write(_checkpoint);

        // Weights that are not 0 make priors and counts part of every score, whatever they are.
        ScoreCorrection parts = new(1, 1) { RetrievalWeight = RetrievalHeadFile.Exists(_checkpoint) ? 1 : 0 };
        T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint, Correction = parts });
        await using ConfiguredAsyncDisposable held = model.ConfigureAwait(false);
        await model.PrepareAsync(items, cancellationToken).ConfigureAwait(false);
        List<(IReadOnlyList<CandidateScore> Candidates, int Right)> sets = [];
        foreach (EvaluationRequest[] batch in _protocol.Requests.Chunk(BatchSize))
        {
            ScoringRequest[] questions =
            [
                .. batch.Select(r => new ScoringRequest(
                    new Instruction { Preference = InstructionSystem.HistoryOf(_split.Dataset, r), Task = TaskForm.Matching }, [.. r.Candidates.ToArray().Select(i => items[i])])),
            ];
            IReadOnlyList<CandidateScores> scored = await model.ScoreAsync(questions, cancellationToken).ConfigureAwait(false);
            sets.AddRange(scored.Select((s, i) => (s.Scores, batch[i].Candidates.Span.IndexOf(_split.Target(batch[i].Person, SplitPart.Validation)))));
        }

        ScoreWeights weights = ScoreWeights.Choose(sets);
        CheckpointManifest manifest = CheckpointManifest.Read(_checkpoint);
        (manifest with
        {
            PriorWeight = weights.Correction.PriorWeight,
            PopularityWeight = weights.Correction.PopularityWeight,
            RetrievalWeight = weights.Correction.RetrievalWeight,
            Temperature = weights.Temperature,
            Scores = new SortedDictionary<string, double>(manifest.Scores.ToDictionary(), StringComparer.Ordinal)
            {
                [HitRateName] = Math.Round(weights.HitRate1, 4),
                [NdcgName] = Math.Round(weights.Ndcg5, 4),
            },
        }).Write(_checkpoint);
        return weights;
    }

    private double ChooseNetworkShare(CancellationToken cancellationToken)
    {
        CheckpointManifest manifest = CheckpointManifest.Read(_checkpoint);
        PretrainedFolder folder = PretrainedFolder.Open(_checkpoint);
        using T5ForConditionalGeneration network = folder.LoadModel();
        using RetrievalHead head = RetrievalHeadFile.Load(_checkpoint, folder.Config);
        LeaveOneOutValidation validation = new(
            network, folder.LoadTokenizer(), _split, _protocol, manifest.MaxHistory ?? FormattingOptions.Default.MaxHistory, manifest.MaxTitleTokens ?? int.MaxValue, head);
        validation.Run(cancellationToken);
        head.ScaleNetworkPart(validation.NetworkShare);
        RetrievalHeadFile.Write(_checkpoint, head, torch.ScalarType.BFloat16);
        return validation.NetworkShare;
    }
}
