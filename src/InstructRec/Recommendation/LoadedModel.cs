using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Decoding;
using InstructRec.Instructions;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.Templates;
using InstructRec.Tokenization;
using Microsoft.Extensions.Logging;

namespace InstructRec.Recommendation;

/// <summary>All that comes out of a checkpoint folder: the network on its device, and the managed parts that any thread may use.</summary>
internal sealed class LoadedModel : IDisposable
{
    private const string PriorsName = "title-priors.bin";
    private readonly PlannedPrompt _empty;
    private readonly PretrainedFolder _folder;

    private LoadedModel(PretrainedFolder folder, T5Engine engine, T5Tokenizer tokenizer, ITemplateRegistry? templates, T5RecommenderOptions options, int maxTitleTokens)
    {
        _folder = folder;
        Manifest = folder.Manifest;
        CheckpointHash = folder.CheckpointHash;
        Engine = engine;
        EndToken = folder.Config.EndTokenId;
        ScoreCorrection correction = options.Correction ?? ScoreCorrection.Of(Manifest);
        Titles = new TitleScores(tokenizer, correction, CatalogStatistics.Read(folder.Path), Manifest.Temperature, maxTitleTokens);
        Formatter = new InstructionFormatter(templates, new T5TokenCounter(tokenizer));
        Formatting = new FormattingOptions
        {
            MaxTokens = options.MaxPromptTokens,
            MaxHistory = options.MaxHistory ?? Manifest.MaxHistory ?? FormattingOptions.Default.MaxHistory,
        };
        Planner = new ScoringPlanner(Formatter, tokenizer, Formatting, Titles);
        Fingerprint = string.Create(CultureInfo.InvariantCulture, $"{CheckpointHash} {options.Precision} {correction} {maxTitleTokens}");
        _empty = new PlannedPrompt(Formatter.Format(Instruction.Empty, null, Formatting), []);
    }

    public CheckpointManifest Manifest { get; }

    public string CheckpointHash { get; }

    public T5Engine Engine { get; }

    public int EndToken { get; }

    /// <summary>Everything beside the instruction and the candidates that scores depend on.</summary>
    public string Fingerprint { get; }

    /// <summary>Catalogues matched before, as this checkpoint's tokenizer cuts them.</summary>
    public MatchIndexCache Indexes { get; } = new();

    public TitleScores Titles { get; }

    public IInstructionFormatter Formatter { get; }

    public FormattingOptions Formatting { get; }

    public ScoringPlanner Planner { get; }

    /// <summary>Runs on a thread of the device.</summary>
    public static LoadedModel Read(string checkpoint, T5RecommenderOptions options, DeviceName device, ITemplateRegistry? templates, ILogger logger)
    {
        PretrainedFolder folder = PretrainedFolder.Open(checkpoint);
        T5Tokenizer tokenizer = folder.LoadTokenizer();
        int maxTitleTokens = options.MaxTitleTokens ?? folder.Manifest.MaxTitleTokens ?? CandidateTreeOptions.DefaultMaxTitleTokens;
        T5Engine engine = T5Engine.Load(folder, device, options, maxTitleTokens, logger);
        try
        {
            return new LoadedModel(folder, engine, tokenizer, templates, options, maxTitleTokens);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Frees the weights. Runs on a thread of the device.</summary>
    public void Dispose() => Engine.Dispose();

    /// <summary>Scores the titles whose likelihood under the empty instruction is needed and not known yet. Runs on a thread of the device.</summary>
    public void ScorePriors(IEnumerable<Item> items, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> titles = Titles.WithoutPrior(items);
        if (titles.Count > 0)
        {
            IReadOnlyList<int[]> answers = Titles.Tokens([.. titles.Select(title => new Item(title, title))]);
            (CandidateLikelihoods[] likelihoods, _) = Engine.Score([_empty with { Answers = answers }], cancellationToken);
            Titles.AddPriors(titles, likelihoods[0].Sums);
        }
    }

    /// <summary>Takes the priors of a catalogue from the file beside the checkpoint, if it still holds.</summary>
    public bool TryReadPriors(IReadOnlyList<Item> catalog)
    {
        string[] titles = Distinct(catalog);
        if (TitlePriors.TryLoad(PriorsPath, PriorsKey, TokenSequences.Hash(TokensOf(titles))) is not { } kept || kept.Count != titles.Length)
        {
            return false;
        }

        Titles.AddPriors(titles, kept.Sums);
        return true;
    }

    /// <summary>Keeps the priors of a catalogue beside the checkpoint; a folder that cannot be written to is only reported.</summary>
    public void WritePriors(IReadOnlyList<Item> catalog, ILogger logger)
    {
        string[] titles = Distinct(catalog);
        try
        {
            new TitlePriors(PriorsKey, TokenSequences.Hash(TokensOf(titles)), titles.Select(Titles.Prior)).Save(PriorsPath);
        }
        catch (InstructRecException exception) when (exception.Kind == InstructRecErrorKind.Storage)
        {
            logger.PriorsNotKept(exception.Message);
        }
    }

    private string PriorsPath => Path.Combine(_folder.Path, PriorsName);

    // The wording of the empty instruction is part of what a prior is a likelihood under, and the cut of titles of what it is a likelihood of.
    private string PriorsKey => string.Create(CultureInfo.InvariantCulture, $"{_folder.CheckpointHash} {Titles.MaxTitleTokens} {_empty.Text.Text}");

    private static string[] Distinct(IReadOnlyList<Item> catalog) => [.. catalog.Select(i => i.CleanTitle).Distinct(StringComparer.Ordinal)];

    private IReadOnlyList<int[]> TokensOf(string[] titles) => Titles.Tokens([.. titles.Select(title => new Item(title, title))]);
}
