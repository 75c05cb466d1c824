using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Retrieval;

namespace InstructRec.Recommendation;

/// <summary>From a person and a wish to a ranking in one call: the history looked up, candidates found in the catalogue, ranked by instruction.</summary>
/// <remarks>Safe from any thread. Nothing that the person has had is returned.</remarks>
/// <example><code>Ranking ten = await catalog.RecommendAsync(new RecommendationRequest { Person = "4711", Intention = Intention.Vague("something light") }, cancellationToken);</code></example>
public sealed class CatalogRecommender
{
    private readonly InstructionRecommender _recommender;
    private readonly CandidatePipeline _candidates;
    private readonly IInteractionHistory _history;

    /// <summary>Puts the parts together.</summary>
    /// <param name="recommender">Ranks.</param>
    /// <param name="candidates">Finds what to rank.</param>
    /// <param name="history">Knows people.</param>
    public CatalogRecommender(InstructionRecommender recommender, CandidatePipeline candidates, IInteractionHistory history)
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(history);
        (_recommender, _candidates, _history) = (recommender, candidates, history);
    }

    /// <summary>Recommends.</summary>
    /// <param name="request">Who, what and how many.</param>
    /// <param name="cancellationToken">Ends the work as soon as a step is done.</param>
    /// <returns>At most ten items (or <see cref="RankingOptions.Top"/>), best first; empty where nothing new was found or the filters leave none.</returns>
    /// <exception cref="InstructRecException">
    /// The person is unknown (<see cref="InstructRecErrorKind.NotFound"/>), a source does not answer (<see cref="InstructRecErrorKind.Unavailable"/>), or what
    /// <see cref="InstructionRecommender.RankAsync"/> reports.
    /// </exception>
    public async ValueTask<Ranking> RecommendAsync(RecommendationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // The whole history, not what a prompt shows of it: all of it is left out of the candidates.
        IReadOnlyList<Interaction> history = request.Person is null ? [] : await _history.GetAsync(request.Person, null, cancellationToken).ConfigureAwait(false);
        Instruction instruction = new()
        {
            Preference = Preference.FromKnown(history, request.Taste),
            Intention = request.Intention,
            Context = request.Context,
            Task = request.Task,
        };
        RankingOptions options = request.Options with { Top = request.Options.Top ?? 10 };
        IReadOnlyList<Item> candidates = await _candidates.FindAsync(instruction, request.Candidates, cancellationToken).ConfigureAwait(false);
        return candidates.Count == 0
            ? new Ranking([], options.Strategy?.Name ?? "none")
            : await _recommender.RankAsync(instruction, candidates, options, cancellationToken).ConfigureAwait(false);
    }
}
