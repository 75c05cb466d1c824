namespace InstructRec.Recommendation;

/// <summary>A model that can name items out of a whole catalogue (task form T2) without being given candidates.</summary>
/// <remarks>Safe from any thread.</remarks>
public interface IMatchingModel : IRecommenderModel
{
    /// <summary>Names the items of a catalogue that an instruction asks for.</summary>
    /// <param name="request">What is asked, of which catalogue, and what may be named.</param>
    /// <param name="cancellationToken">Ends the search as soon as a step is done.</param>
    /// <returns>The items found, as candidates with their scores; fewer than <see cref="MatchingRequest.Count"/> where fewer may be named.</returns>
    /// <exception cref="InstructRecException">The catalogue is empty or the filters leave nothing of it, or as for <see cref="IRecommenderModel.ScoreAsync"/>.</exception>
    ValueTask<MatchResult> MatchAsync(MatchingRequest request, CancellationToken cancellationToken = default);
}
