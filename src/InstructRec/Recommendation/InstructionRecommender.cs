using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>The front door: an instruction and candidates go in, a ranking comes out.</summary>
/// <remarks>
/// Safe from any thread; holds nothing native. A request walks from here to a strategy, from the strategy to the model (formatter, tokenizer,
/// device, scorer, correction) and back as a <see cref="Ranking"/>.
/// </remarks>
/// <example>
/// <code>
/// var instruction = new Instruction { Preference = Preference.Implicit(history), Intention = Intention.Vague("something light for a rainy evening") };
/// Ranking ranking = await recommender.RankAsync(instruction, candidates, cancellationToken: cancellationToken);
/// </code>
/// </example>
public sealed class InstructionRecommender
{
    private readonly IRecommenderModel _model;
    private readonly IRankingStrategy _reranking;

    /// <summary>Creates a recommender over a model.</summary>
    /// <param name="model">The model; it stays its owner's.</param>
    /// <param name="reranking">
    /// The strategy for instructions that name no task form, or name reranking; <see langword="null"/> for <see cref="Tournament"/>, which is one prompt for up to ten candidates.
    /// </param>
    public InstructionRecommender(IRecommenderModel model, IRankingStrategy? reranking = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _reranking = reranking ?? new Tournament();
    }

    /// <summary>Ranks candidates for an instruction.</summary>
    /// <param name="instruction">
    /// What is asked. Its task form chooses the strategy where the options name none: matching is <see cref="DirectLikelihood"/>, pointwise
    /// <see cref="PointwiseJudging"/>, pairwise <see cref="PairwiseComparison"/>, anything else the recommender's own.
    /// </param>
    /// <param name="candidates">What may be returned; at least one. Duplicates are ranked as they stand.</param>
    /// <param name="options">Filters, length, strategy; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the work as soon as a step is done.</param>
    /// <returns>The candidates that pass the filters, best first; empty where none passes.</returns>
    /// <exception cref="InstructRecException">No candidates, or what <see cref="IRecommenderModel.ScoreAsync"/> reports.</exception>
    public async ValueTask<Ranking> RankAsync(
        Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(candidates);
        options ??= RankingOptions.Default;
        if (candidates.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Instruction, "there are no candidates to rank", remedy: "Pass at least one, or ask MatchAsync for the whole catalogue");
        }

        IRankingStrategy strategy = options.Strategy ?? StrategyFor(instruction.Task);
        IReadOnlyList<Item> wanted = options.Filter(instruction, candidates);
        if (wanted.Count == 0)
        {
            return new Ranking([], strategy.Name);
        }

        Ranking ranking = await strategy.RankAsync(_model, instruction, wanted, options, cancellationToken).ConfigureAwait(false);
        return options.Top < ranking.Items.Count ? ranking with { Items = [.. ranking.Items.Take(options.Top.Value)] } : ranking;
    }

    /// <summary>Asks whether the person would choose an item (T0).</summary>
    /// <param name="instruction">What is known of person and wish.</param>
    /// <param name="item">The item.</param>
    /// <param name="options">Template, reasoning, progress, priority and deadline; what else they say is for rankings and not looked at. <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the work as soon as a step is done.</param>
    /// <returns>The probability of Yes against No.</returns>
    /// <exception cref="InstructRecException">What <see cref="IRecommenderModel.ScoreAsync"/> reports.</exception>
    public async ValueTask<Judgement> JudgeAsync(Instruction instruction, Item item, RankingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(item);
        CandidateScores scores = await ScoredSet.OfAsync(_model, instruction, TaskForm.Pointwise, [item], options ?? RankingOptions.Default, cancellationToken).ConfigureAwait(false);
        return new Judgement(item, scores.Probabilities[0]) { Prompts = scores.Prompts, Timings = scores.Timings };
    }

    /// <summary>Asks which of two items the person would choose (T1), in both orders.</summary>
    /// <param name="instruction">What is known of person and wish.</param>
    /// <param name="first">One item.</param>
    /// <param name="second">The other.</param>
    /// <param name="options">As for <see cref="JudgeAsync"/>.</param>
    /// <param name="cancellationToken">Ends the work as soon as a step is done.</param>
    /// <returns>The likelier of the two and its probability.</returns>
    /// <exception cref="InstructRecException">What <see cref="IRecommenderModel.ScoreAsync"/> reports.</exception>
    public async ValueTask<Comparison> CompareAsync(
        Instruction instruction, Item first, Item second, RankingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        CandidateScores scores = await ScoredSet.OfAsync(
            _model, instruction, TaskForm.Pairwise, [first, second], options ?? RankingOptions.Default, cancellationToken).ConfigureAwait(false);
        Comparison comparison = scores.Scores[1].Total > scores.Scores[0].Total
            ? new Comparison(second, first, scores.Probabilities[1])
            : new Comparison(first, second, scores.Probabilities[0]);
        return comparison with { Prompts = scores.Prompts, Timings = scores.Timings };
    }

    /// <summary>Names items out of a whole catalogue (T2).</summary>
    /// <param name="instruction">What is asked.</param>
    /// <param name="catalog">Everything that may be named.</param>
    /// <param name="options">Filters, length, template, priority and deadline; <see cref="RankingOptions.Top"/> is ten where it is not set. What else they say is for rankings and not looked at.</param>
    /// <param name="cancellationToken">Ends the search as soon as a step is done.</param>
    /// <returns>The items found, best first; nothing outside the catalogue, ever.</returns>
    /// <exception cref="InstructRecException">The model cannot match, the catalogue is empty, or what <see cref="IMatchingModel.MatchAsync"/> reports.</exception>
    public async ValueTask<Ranking> MatchAsync(
        Instruction instruction, IReadOnlyList<Item> catalog, RankingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= RankingOptions.Default;
        if (_model is not IMatchingModel matching)
        {
            throw new InstructRecException(InstructRecErrorKind.Instruction, "the model cannot name items by itself", _model.GetType().Name, "Rank candidates with RankAsync");
        }

        MatchingRequest request = new(instruction with { Task = TaskForm.Matching }, catalog)
        {
            Count = options.Top ?? 10, Filter = options.Filter(instruction), TemplateId = options.TemplateId, Priority = options.Priority, Deadline = options.Deadline,
        };
        MatchResult found = await matching.MatchAsync(request, cancellationToken).ConfigureAwait(false);
        return ScoredSet.Ordered(found.Items, found.Scores, "matching");
    }

    private IRankingStrategy StrategyFor(TaskForm? task) => task switch
    {
        TaskForm.Matching => new DirectLikelihood(),
        TaskForm.Pointwise => new PointwiseJudging(),
        TaskForm.Pairwise => new PairwiseComparison(),
        _ => _reranking,
    };
}
