using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>A model that can name items out of a whole catalogue (task form T2) without being given candidates.</summary>
/// <remarks>Safe from any thread.</remarks>
public interface IMatchingModel : IRecommenderModel
{
    /// <summary>Names the items of a catalogue that an instruction asks for.</summary>
    /// <param name="instruction">What is asked; its task form is taken as <see cref="TaskForm.Matching"/>.</param>
    /// <param name="catalog">Everything that may be named; nothing else ever is. Pass the same list again and it is compiled once.</param>
    /// <param name="count">How many at most, at least 1.</param>
    /// <param name="cancellationToken">Ends the search as soon as a step is done.</param>
    /// <returns>The items found, as candidates with their scores; fewer than <paramref name="count"/> where the catalogue is smaller.</returns>
    /// <exception cref="InstructRecException">The catalogue is empty, or as for <see cref="IRecommenderModel.ScoreAsync"/>.</exception>
    ValueTask<MatchResult> MatchAsync(Instruction instruction, IReadOnlyList<Item> catalog, int count, CancellationToken cancellationToken = default);
}
