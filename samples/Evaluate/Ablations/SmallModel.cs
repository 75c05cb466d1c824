using System.Globalization;
using InstructRec;
using InstructRec.Checkpoints;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;
using InstructRec.Runtime;
using InstructRec.T5;
using InstructRec.Tokenization;
using InstructRec.Training;
using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Mixtures;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using InstructRec.Training.Validation;
using TorchSharp;

namespace Evaluate.Ablations;

/// <summary>Trains the model of a row as the shipped one was (by words first where that is asked for), for so many minutes of processor time, and chooses its score weights on validation. What is there is used again.</summary>
internal sealed class SmallModel(EvaluationData data, string folder, CommandLine line)
{
    private const int ValidationPeople = 1000;
    private const int WordWidth = 256;
    private const double LaterWords = 0.25;
    private const int WarmUpSteps = 20;

    private bool _isWarm;

    /// <summary>The checkpoint's folder.</summary>
    public async Task<string> MakeAsync(AblationRow row, CancellationToken cancellationToken)
    {
        string run = Path.Combine(folder, "models", string.Create(CultureInfo.InvariantCulture, $"{row.FolderName}.{line.Minutes}min{(line.Words > 0 ? $".{line.Words}words" : string.Empty)}"));
        CheckpointKeeper keeper = new(run, Manifest(row), Vocabulary(cancellationToken), torch.ScalarType.BFloat16);
        if (!Directory.Exists(keeper.BestFolder))
        {
            await using DeviceWorker worker = new();
            await worker.RunAsync(() => WarmUp(row.Recipe) && Train(row, keeper, cancellationToken), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (!CheckpointManifest.Read(keeper.BestFolder).Scores.ContainsKey(CheckpointCalibration.HitRateName))
        {
            CheckpointCalibration calibration = new(
                keeper.BestFolder, data.Split,
                new LeaveOneOutProtocol(data.Split, SplitPart.Validation, FrozenCandidates.Draw(data.Split, SplitPart.Validation), new ProtocolOptions { PersonSample = ValidationPeople }));
            if (line.Words > 0 && row.IsTuned)
            {
                await calibration.ChooseNetworkShareAsync(cancellationToken);
            }

            await calibration.ChooseWeightsAsync(cancellationToken);
        }

        return keeper.BestFolder;
    }

    // What is compiled and prepared once must not be taken off the first row's minutes.
    private bool WarmUp(SmallRecipe recipe)
    {
        if (!_isWarm)
        {
            _isWarm = true;
            Train(AblationRow.Of(AblationRow.Everything) with { Recipe = recipe }, null, CancellationToken.None);
        }

        return true;
    }

    private bool Train(AblationRow row, CheckpointKeeper? keeper, CancellationToken cancellationToken)
    {
        SmallRecipe recipe = row.Recipe;
        using FreshModel fresh = FreshModel.Create(
            recipe.Size, SentencePieceModel.Read(Vocabulary(cancellationToken)), row.Seed, dtype: recipe.IsHalfPrecision ? torch.ScalarType.BFloat16 : null);
        InstructionMixture mixture = new(
            data.Split, fresh.Tokenizer, recipe.Mixture with { Seed = (ulong)row.Seed, ListsCandidates = recipe.Listwise is { BatchNegatives: 0 } }, data.Teacher, row.Templates);
        IExampleSource examples = recipe.IsDiverse
            ? DiverseExamples.WriteAsync(data, mixture, fresh.Tokenizer, row, recipe.Mixture.HistoryLength, cancellationToken).GetAwaiter().GetResult()
            : mixture;
        using BatchSource batches = new(examples, new BatchOptions { Seed = (ulong)row.Seed, PoolBatches = recipe.PoolBatches });
        using RetrievalHead head = fresh.CreateRetrievalHead(row.Seed, line.Words > 0 ? Reading() : null);
        TimeSpan minutes = TimeSpan.FromMinutes(line.Minutes);
        if (line.Words > 0 && row.IsTuned)
        {
            minutes -= LearnWords(row, examples, mixture, fresh, head, isWarmUp: keeper is null, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }

        RetrievalNetwork network = new(fresh.Network, head);
        RetrievalLoss retrieval = new(head, mixture.TitlePieces(), data.Split.TrainingCounts(), new RetrievalLossOptions { TokenShare = recipe.TokenShare, Seed = (ulong)row.Seed });
        using ParameterBuffer parameters = new(network.Parameters);
        using AdamW optimiser = new(parameters);
        if (!row.IsTuned)
        {
            keeper!.SaveBest(network, new TrainingState());
            return true;
        }

        TuningOptions options = new()
        {
            Duration = keeper is null ? null : minutes, Steps = keeper is null ? WarmUpSteps : null, LearningRate = 1.5e-3, Validations = 0, ReportEvery = 10,
        };
        SequenceObjective likelihood = new(retrieval: retrieval);
        TrainingStepper stepper = new(network, recipe.Listwise is { } listwise ? new ListwiseObjective(likelihood, listwise) : likelihood, optimiser);
        using TrainedLine progress = new(row.FolderName);
        TuningResult result = new InstructionTuner(batches, stepper, options, time: new ProcessorTime()).Run(progress, cancellationToken: cancellationToken);
        if (keeper is not null && !result.Cancelled)
        {
            keeper.SaveBest(network, new TrainingState { Step = result.Steps, Loss = result.Loss, Examples = result.Examples, Targets = result.Targets, Options = Counted(result) });
        }

        return true;
    }

    /// <summary>What goes with what by words alone, from the same minutes: the network learns in what is left of them.</summary>
    private TimeSpan LearnWords(
        AblationRow row, IExampleSource examples, InstructionMixture mixture, FreshModel fresh, RetrievalHead head, bool isWarmUp, CancellationToken cancellationToken)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using BatchSource batches = new(examples, new BatchOptions { BatchSize = 256, PoolBatches = 4, TokenBudget = 1 << 20, Seed = (ulong)row.Seed + 1 });
        RetrievalPretrainingOptions options = new() { Passes = isWarmUp ? Math.Min(line.Words, 0.02) : line.Words };
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        RetrievalPretraining.Run(
            head, mixture.TitlePieces(), data.Split.TrainingCounts(), batches, new RetrievalLossOptions { LaterWeight = LaterWords, Seed = (ulong)row.Seed }, options,
            new Limit(before + TimeSpan.FromMinutes(line.Minutes), late), late.Token);
        fresh.BeginWith(head);
        head.HoldWords();
        TimeSpan used = Environment.CpuUsage.TotalTime - before;
        return isWarmUp || used.TotalMinutes < line.Minutes
            ? used
            : throw new InstructRecException(
                InstructRecErrorKind.Options, string.Create(CultureInfo.InvariantCulture, $"the words of '{row.Name}' take all of the {line.Minutes} minutes, so that none are left for the network"),
                "--words", "Give fewer passes, or more --minutes");
    }

    // As the shipped model's: about one vector for each title's pair of pieces.
    private RetrievalHeadOptions Reading() => new() { ReadsPieces = true, PairCount = 1 << Math.Clamp(int.Log2(data.Dataset.Items.Count), 10, 16), Width = WordWidth };

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
        MaxTitleTokens = row.Recipe.Mixture.MaxTitleTokens,
        MaxHistory = row.Recipe.Mixture.HistoryLength,
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

    // Reports come after every twentieth step, on the thread that learns.
    private sealed class Limit(TimeSpan end, CancellationTokenSource stop) : IProgress<PretrainingProgress>
    {
        public void Report(PretrainingProgress value)
        {
            if (Environment.CpuUsage.TotalTime > end)
            {
                stop.Cancel();
            }
        }
    }
}
