using System.Globalization;
using System.Security.Cryptography;
using InstructRec;
using InstructRec.Checkpoints;
using InstructRec.Data.Candidates;
using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;
using InstructRec.Runtime;
using InstructRec.T5;
using InstructRec.Tokenization;
using InstructRec.Training;
using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Mixtures;
using InstructRec.Training.Monitoring;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using InstructRec.Training.Validation;

namespace QuickStart;

/// <summary><c>train</c>: a T5 from scratch on a mixture of instructions, before your eyes; then the same table and questions as with the shipped model.</summary>
internal static class TrainCommand
{
    private const int ValidationPeople = 1000;
    private const int CalibrationPeople = 3000;
    private const int WordWidth = 256;
    private const double LaterWords = 0.25;

    public static async Task<int> RunAsync(CommandLine line, CancellationToken cancellationToken)
    {
        FilmData data = FilmData.Open(line.Data, line.Columns, cancellationToken);
        Console.WriteLine(data.Dataset.Statistics);
        string run = line.Out ?? Path.Combine("runs", Safe(data.Dataset.Name));
        string vocabulary = WriteVocabulary(run, data, cancellationToken);
        MixtureOptions mixture = (line.Sequential ? MixtureOptions.SequentialOnly : new MixtureOptions()) with { Seed = (ulong)line.Seed, MaxTitleTokens = line.Titles, QueryItems = ItemSplit.Of(data.Dataset) };
        CheckpointManifest manifest = Describe(line, data, mixture);
        CheckpointKeeper keeper = new(run, manifest, vocabulary, TorchSharp.torch.ScalarType.BFloat16);

        TuningResult result;
        await using (DeviceWorker worker = new())
        {
            result = await worker.RunAsync(() => Train(line, data, mixture, keeper, vocabulary, cancellationToken), CancellationToken.None);
        }

        Report(result, keeper);
        if (cancellationToken.IsCancellationRequested && !Directory.Exists(keeper.BestFolder))
        {
            Console.Error.WriteLine($"Stopped before the first validation. The state lies in {keeper.LastFolder}; --resume goes on.");
            return 130;
        }

        if (!Directory.Exists(keeper.BestFolder))
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "the run ended before its first validation, so there is nothing to rank with", run, "Go on with --resume");
        }

        // Also after Ctrl+C: the best network so far is worth its weights.
        await CalibrateAsync(line, data, keeper.BestFolder, cancellationToken.IsCancellationRequested ? CancellationToken.None : cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine($"Stopped. The best network so far lies in {keeper.BestFolder}; --resume goes on.");
            return 130;
        }

        await ShowCommand.RunAsync(data, keeper.BestFolder, line.Draws, line.AsksQuestions, cancellationToken);
        return 0;
    }

    private static async Task CalibrateAsync(CommandLine line, FilmData data, string checkpoint, CancellationToken cancellationToken)
    {
        LeaveOneOutProtocol protocol = new(
            data.Split, SplitPart.Validation, data.Candidates(SplitPart.Validation), new ProtocolOptions { PersonSample = CalibrationPeople });
        CheckpointCalibration calibration = new(checkpoint, data.Split, protocol);
        if (line.Words > 0)
        {
            double share = await calibration.ChooseNetworkShareAsync(cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Chosen on validation: {share} of the network's part of the retrieval head beside the words."));
        }

        ScoreWeights weights = await calibration.ChooseWeightsAsync(cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Chosen on validation: score = log p(title | instruction) - {weights.Correction.PriorWeight} log p(title) + {weights.Correction.PopularityWeight} log(1 + count) + {weights.Correction.RetrievalWeight} retrieval, temperature {weights.Temperature:F2}; HR@1 {weights.HitRate1:F3} there."));
    }

    private static TuningResult Train(CommandLine line, FilmData data, MixtureOptions mixtureOptions, CheckpointKeeper keeper, string vocabulary, CancellationToken cancellationToken)
    {
        using FreshModel fresh = FreshModel.Create(FreshModelSize.Parse(line.Size), SentencePieceModel.Read(vocabulary), line.Seed, dtype: line.BFloat16 ? TorchSharp.torch.ScalarType.BFloat16 : null);
        InstructionMixture mixture = new(data.Split, fresh.Tokenizer, mixtureOptions, data.Teacher);
        using BatchSource batches = new(mixture, new BatchOptions { BatchSize = line.Batch, Seed = (ulong)line.Seed });
        using RetrievalHead? head = line.Retrieval ? fresh.CreateRetrievalHead(line.Seed, line.Words > 0 ? new RetrievalHeadOptions { ReadsPieces = true, PairCount = Pairs(data), Width = WordWidth } : null) : null;
        bool resumes = line.Resume && keeper.HasLast;
        if (line.Words > 0 && !resumes)
        {
            LearnWords(line, data, mixture, fresh, head!, cancellationToken);

            // Words half learned must not become a state that --resume takes for whole; an earlier run's state stays what it was.
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (line.Words > 0)
        {
            head!.HoldWords();
        }

        ITrainableNetwork network = head is null ? fresh.Network : new RetrievalNetwork(fresh.Network, head);
        RetrievalLoss? retrieval = head is null
            ? null
            : new RetrievalLoss(head, mixture.TitlePieces(), data.Split.TrainingCounts(), new RetrievalLossOptions { TokenShare = line.TokenShare, Seed = (ulong)line.Seed });
        using ParameterBuffer parameters = new(network.Parameters);
        using AdamW optimiser = new(parameters);
        LeaveOneOutProtocol protocol = new(
            data.Split, SplitPart.Validation, data.Candidates(SplitPart.Validation), new ProtocolOptions { PersonSample = ValidationPeople });
        LeaveOneOutValidation validation = new(fresh.Model, fresh.Tokenizer, data.Split, protocol, mixtureOptions.HistoryLength, mixtureOptions.MaxTitleTokens, head);
        TuningOptions options = new()
        {
            Duration = TimeSpan.FromMinutes(line.Minutes),
            LearningRate = line.Rate,
            Validations = (int)Math.Clamp(line.Minutes / 2, 2, 12),
            ReportEvery = 5,
        };
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{fresh.Model.parameters().Sum(p => p.numel()) / 1e6:F1} M parameters, {fresh.Tokenizer.PieceCount:N0} pieces, {mixture.Count:N0} examples an epoch, {line.Minutes:0.#} minutes. Ctrl+C stops and keeps the best."));
        using TrainingView view = new();
        using RunRecords records = new(keeper.Folder, view);
        InstructionTuner tuner = new(
            batches, new TrainingStepper(network, new SequenceObjective(retrieval: retrieval), optimiser), options, keeper, token => validation.Run(token));
        return tuner.Run(records, resumes, cancellationToken);
    }

    /// <summary>What goes with what by words alone, before the network learns.</summary>
    private static void LearnWords(CommandLine line, FilmData data, InstructionMixture mixture, FreshModel fresh, RetrievalHead head, CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using TrainingView view = new();
        using BatchSource batches = new(mixture, new BatchOptions { BatchSize = 256, PoolBatches = 4, TokenBudget = 1 << 20, Seed = (ulong)line.Seed + 1 });
        long read = RetrievalPretraining.Run(
            head, mixture.TitlePieces(), data.Split.TrainingCounts(), batches, new RetrievalLossOptions { LaterWeight = LaterWords, LeftOut = line.LeftOut, Seed = (ulong)line.Seed },
            new RetrievalPretrainingOptions { Passes = line.Words }, view, cancellationToken);
        fresh.BeginWith(head);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Words: {read:N0} instructions in {watch.Elapsed.TotalMinutes:F1} minutes."));
    }

    // About one for each title: enough that most pairs that tell titles apart have a vector of their own.
    private static int Pairs(FilmData data) => 1 << Math.Clamp(int.Log2(data.Dataset.Items.Count), 10, 16);

    private static string WriteVocabulary(string run, FilmData data, CancellationToken cancellationToken)
    {
        string path = Path.Combine(run, PretrainedFolder.VocabularyName);
        if (File.Exists(path))
        {
            return path;
        }

        cancellationToken.ThrowIfCancellationRequested();
        T5Tokenizer whole = T5Tokenizer.Load(FilmData.Vocabulary);
        try
        {
            Directory.CreateDirectory(run);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the folder of the run cannot be made", run, "Choose another with --out", innerException: exception);
        }

        InstructionCorpus.Vocabulary(whole, data.Split, data.Teacher).Write(path);
        return path;
    }

    private static CheckpointManifest Describe(CommandLine line, FilmData data, MixtureOptions mixture) => new()
    {
        Command = line.Text,
        Options = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Data"] = data.Dataset.Name,
            ["Minutes"] = line.Minutes.ToString(CultureInfo.InvariantCulture),
            ["Size"] = line.Size,
            ["Shares"] = string.Join(", ", mixture.Shares.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value}"))),
            ["NextItems"] = mixture.NextItems.ToString(CultureInfo.InvariantCulture),
            ["Window"] = mixture.Window.ToString(CultureInfo.InvariantCulture),
            ["BatchSize"] = line.Batch.ToString(CultureInfo.InvariantCulture),
            ["LearningRate"] = string.Create(CultureInfo.InvariantCulture, $"{line.Rate}, linear to 0"),
            ["Precision"] = line.BFloat16 ? "bfloat16 with float32 master weights" : "float32",
            ["Retrieval"] = line.Retrieval ? string.Create(CultureInfo.InvariantCulture, $"yes, token share {line.TokenShare}") : "no",
            ["Words"] = line.Words > 0 ? string.Create(CultureInfo.InvariantCulture, $"{line.Words} passes first, {line.LeftOut} left out, {Pairs(data):N0} pairs, width {WordWidth}") : "no",
            ["MaxTitleTokens"] = line.Titles.ToString(CultureInfo.InvariantCulture),
        },
        Seeds = new Dictionary<string, long> { ["weights, order, draws"] = line.Seed, ["candidates"] = (long)FrozenCandidates.DefaultSeed },
        DataHash = HashOf(data),
        TemplateIds = new InstructionMixture(data.Split, null, mixture, data.Teacher).TemplateIds,
        Versions = new Dictionary<string, string>
        {
            ["InstructRec"] = typeof(InstructRecException).Assembly.GetName().Version?.ToString(3) ?? "?",
            ["TorchSharp"] = typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(3) ?? "?",
            [".NET"] = Environment.Version.ToString(),
        },
        MaxTitleTokens = mixture.MaxTitleTokens,
        MaxHistory = mixture.HistoryLength,
    };

    /// <summary>A hash of what was learned from: ids and titles, and every person's sequence.</summary>
    private static string HashOf(FilmData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (InstructRec.Catalog.Item item in data.Dataset.Items)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{item.Id}\t{item.Title}\n"));
        }

        for (int person = 0; person < data.Dataset.PersonCount; person++)
        {
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(data.Dataset.History(person)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Report(TuningResult result, CheckpointKeeper keeper)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Steps:N0} steps, {result.Examples:N0} instructions, {result.Targets:N0} targets in {result.Elapsed.TotalMinutes:F1} minutes: {result.Examples / result.Elapsed.TotalSeconds:N0} instructions/s, {result.Targets / result.Elapsed.TotalSeconds:N0} targets/s; peak memory {process.PeakWorkingSet64 / 1e6:N0} MB. Kept in {keeper.Folder}."));
    }

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
}
