using System.Globalization;
using InstructRec.Checkpoints;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.T5;
using InstructRec.Tokenization;
using InstructRec.Training;
using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Mixtures;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;

namespace Evaluate.Ablations;

/// <summary>Trains the model of a row as the shipped one was, for so many minutes of processor time, and chooses its score weights on validation. What is there is used again.</summary>
internal sealed class SmallModel(EvaluationData data, string folder, CommandLine line)
{
    private const string Chosen = "validation HR@1, corrected";
    private const int WarmUpSteps = 20;
    private static readonly MixtureOptions Mixture = new() { MaxTitleTokens = 24 };

    private bool _isWarm;

    /// <summary>The checkpoint's folder.</summary>
    public async Task<string> MakeAsync(AblationRow row, CancellationToken cancellationToken)
    {
        string run = Path.Combine(folder, "models", string.Create(CultureInfo.InvariantCulture, $"{row.FolderName}.{line.Minutes}min"));
        CheckpointKeeper keeper = new(run, Manifest(row), Vocabulary(cancellationToken), torch.ScalarType.BFloat16);
        if (!Directory.Exists(keeper.BestFolder))
        {
            await using DeviceWorker worker = new();
            await worker.RunAsync(() => WarmUp() && Train(row, keeper, cancellationToken), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (!CheckpointManifest.Read(keeper.BestFolder).Scores.ContainsKey(Chosen))
        {
            await ChooseWeightsAsync(keeper.BestFolder, cancellationToken);
        }

        return keeper.BestFolder;
    }

    // What is compiled and prepared once must not be taken off the first row's minutes.
    private bool WarmUp()
    {
        if (!_isWarm)
        {
            _isWarm = true;
            Train(AblationRow.Of(AblationRow.Everything), null, CancellationToken.None);
        }

        return true;
    }

    private bool Train(AblationRow row, CheckpointKeeper? keeper, CancellationToken cancellationToken)
    {
        using FreshModel fresh = FreshModel.Create(FreshModelSize.Tiny, SentencePieceModel.Read(Vocabulary(cancellationToken)), row.Seed, dtype: torch.ScalarType.BFloat16);
        InstructionMixture mixture = new(data.Split, fresh.Tokenizer, Mixture with { Seed = (ulong)row.Seed }, data.Teacher, row.Templates);
        DiverseExamples examples = DiverseExamples.WriteAsync(data, mixture, fresh.Tokenizer, row, Mixture.HistoryLength, cancellationToken).GetAwaiter().GetResult();
        using BatchSource batches = new(examples, new BatchOptions { Seed = (ulong)row.Seed });
        using RetrievalHead head = fresh.CreateRetrievalHead(row.Seed);
        RetrievalNetwork network = new(fresh.Network, head);
        RetrievalLoss retrieval = new(head, mixture.TitlePieces(), data.Split.TrainingCounts(), new RetrievalLossOptions { TokenShare = 0.6, Seed = (ulong)row.Seed });
        using ParameterBuffer parameters = new(network.Parameters);
        using AdamW optimiser = new(parameters);
        if (!row.IsTuned)
        {
            keeper!.SaveBest(network, new TrainingState());
            return true;
        }

        TuningOptions options = new()
        {
            Duration = keeper is null ? null : TimeSpan.FromMinutes(line.Minutes), Steps = keeper is null ? WarmUpSteps : null, LearningRate = 1.5e-3, Validations = 0, ReportEvery = 10,
        };
        TrainingStepper stepper = new(network, new SequenceObjective(retrieval: retrieval), optimiser);
        using TrainedLine progress = new(row.FolderName);
        TuningResult result = new InstructionTuner(batches, stepper, options, time: new ProcessorTime()).Run(progress, cancellationToken: cancellationToken);
        if (keeper is not null && !result.Cancelled)
        {
            keeper.SaveBest(network, new TrainingState { Step = result.Steps, Loss = result.Loss, Examples = result.Examples, Targets = result.Targets, Options = Counted(result) });
        }

        return true;
    }

    private static SortedDictionary<string, string> Counted(TuningResult result) => new(StringComparer.Ordinal)
    {
        ["Instructions"] = result.Examples.ToString(CultureInfo.InvariantCulture),
        ["Targets"] = result.Targets.ToString(CultureInfo.InvariantCulture),
    };

    private CheckpointManifest Manifest(AblationRow row) => new()
    {
        Command = line.Text,
        Seeds = new Dictionary<string, long> { ["weights, order, draws"] = row.Seed },
        TemplateIds = [.. row.Templates.All.Select(t => t.Id)],
        MaxTitleTokens = Mixture.MaxTitleTokens,
        MaxHistory = Mixture.HistoryLength,
    };

    private string Vocabulary(CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, PretrainedFolder.VocabularyName);
        if (!File.Exists(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            InstructionCorpus.Vocabulary(T5Tokenizer.Load(Path.Combine(AppContext.BaseDirectory, "Data", PretrainedFolder.VocabularyName)), data.Split, data.Teacher).Write(path);
        }

        return path;
    }

    private async Task ChooseWeightsAsync(string checkpoint, CancellationToken cancellationToken)
    {
        new CatalogStatistics([.. data.Dataset.Items.Zip(data.Split.TrainingCounts(), (item, count) => new ItemStatistics(item.Id, item.Title, count)).Where(s => s.Count > 0)]).Write(checkpoint);

        // Weights that are not 0 make priors and counts part of every score, whatever they are.
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = checkpoint, Correction = new ScoreCorrection(1, 1) { RetrievalWeight = 1 } });
        await model.PrepareAsync(data.Dataset.Items, cancellationToken);
        LeaveOneOutProtocol protocol = new(data.Split, SplitPart.Validation, FrozenCandidates.Draw(data.Split, SplitPart.Validation), new ProtocolOptions { PersonSample = 1000 });
        List<(IReadOnlyList<CandidateScore> Candidates, int Right)> sets = [];
        foreach (EvaluationRequest[] batch in protocol.Requests.Chunk(64))
        {
            IReadOnlyList<CandidateScores> scored = await model.ScoreAsync([.. batch.Select(r => QuickStart.Sequential.Request(data.Dataset, r))], cancellationToken);
            sets.AddRange(scored.Select((s, i) => (s.Scores, batch[i].Candidates.Span.IndexOf(data.Split.Target(batch[i].Person, SplitPart.Validation)))));
        }

        ScoreWeights weights = ScoreWeights.Choose(sets);
        CheckpointManifest manifest = CheckpointManifest.Read(checkpoint);
        (manifest with
        {
            PriorWeight = weights.Correction.PriorWeight,
            PopularityWeight = weights.Correction.PopularityWeight,
            RetrievalWeight = weights.Correction.RetrievalWeight,
            Temperature = weights.Temperature,
            Scores = new SortedDictionary<string, double>(manifest.Scores.ToDictionary(), StringComparer.Ordinal) { [Chosen] = Math.Round(weights.HitRate1, 4) },
        }).Write(checkpoint);
    }
}
