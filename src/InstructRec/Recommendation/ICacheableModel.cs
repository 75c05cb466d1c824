namespace InstructRec.Recommendation;

/// <summary>A model that can say what its answer to a request depends on, so that answers can be kept.</summary>
public interface ICacheableModel : IRecommenderModel
{
    /// <summary>A key that is equal for two requests exactly when their scores are: made of the checkpoint's hash, the rendered text and the candidates.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up waiting for the checkpoint.</param>
    /// <returns>The key, which holds no readable text; <see langword="null"/> for a request whose answer must not be kept.</returns>
    /// <exception cref="InstructRecException">As for <see cref="IRecommenderModel.ScoreAsync"/>.</exception>
    ValueTask<string?> CacheKeyAsync(ScoringRequest request, CancellationToken cancellationToken = default);
}
