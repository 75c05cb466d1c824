using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>How a ranking is made out of a model's answers: in one prompt, in a tournament, by pairs.</summary>
/// <remarks>Implementations are immutable and safe from any thread. They drop no candidate and rank each exactly once.</remarks>
public interface IRankingStrategy
{
    /// <summary>The name that stands in <see cref="Ranking.Strategy"/>.</summary>
    string Name { get; }

    /// <summary>Ranks candidates.</summary>
    /// <param name="model">The model to ask.</param>
    /// <param name="instruction">What is asked; the strategy sets the task form it needs.</param>
    /// <param name="candidates">At least one.</param>
    /// <param name="options">What of the request concerns the model: the template.</param>
    /// <param name="cancellationToken">Ends the work as soon as a step is done.</param>
    /// <returns>All candidates, best first.</returns>
    ValueTask<Ranking> RankAsync(
        IRecommenderModel model, Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken = default);
}
