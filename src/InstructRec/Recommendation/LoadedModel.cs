using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Instructions;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.Templates;
using InstructRec.Tokenization;
using Microsoft.Extensions.Logging;

namespace InstructRec.Recommendation;

/// <summary>All that comes out of a checkpoint folder: the network on its device, and the managed parts that any thread may use.</summary>
internal sealed class LoadedModel
{
    private readonly PlannedPrompt _empty;

    private LoadedModel(PretrainedFolder folder, T5Engine engine, T5Tokenizer tokenizer, ITemplateRegistry? templates, T5RecommenderOptions options, int maxTitleTokens)
    {
        Manifest = folder.Manifest;
        Engine = engine;
        EndToken = folder.Config.EndTokenId;
        ScoreCorrection correction = options.Correction ?? new ScoreCorrection(Manifest.PriorWeight, Manifest.PopularityWeight);
        Titles = new TitleScores(tokenizer, correction, CatalogStatistics.Read(folder.Path), Manifest.Temperature, maxTitleTokens);
        Formatter = new InstructionFormatter(templates, new T5TokenCounter(tokenizer));
        Formatting = new FormattingOptions
        {
            MaxTokens = options.MaxPromptTokens,
            MaxHistory = options.MaxHistory ?? Manifest.MaxHistory ?? FormattingOptions.Default.MaxHistory,
        };
        Planner = new ScoringPlanner(Formatter, tokenizer, Formatting, Titles);
        _empty = new PlannedPrompt(Formatter.Format(Instruction.Empty, null, Formatting), []);
    }

    public CheckpointManifest Manifest { get; }

    public T5Engine Engine { get; }

    public int EndToken { get; }

    public TitleScores Titles { get; }

    public IInstructionFormatter Formatter { get; }

    public FormattingOptions Formatting { get; }

    public ScoringPlanner Planner { get; }

    /// <summary>Runs on the device's thread.</summary>
    public static LoadedModel Read(T5RecommenderOptions options, DeviceName device, ITemplateRegistry? templates, ILogger logger)
    {
        PretrainedFolder folder = PretrainedFolder.Open(options.Checkpoint);
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

    /// <summary>Scores the titles whose likelihood under the empty instruction is needed and not known yet. Runs on the device's thread.</summary>
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
}
