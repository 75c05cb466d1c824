using InstructRec.Recommendation;

namespace InstructRec.Hosting;

/// <summary>Where <see cref="CachingRecommenderModel"/> keeps answers. Register one of your own before <c>UseCache</c> to replace the one in memory.</summary>
/// <remarks>Implementations are safe from any thread and hold a bounded number of answers.</remarks>
public interface IScoreCache
{
    /// <summary>Looks an answer up.</summary>
    /// <param name="key">The key, from <see cref="ICacheableModel.CacheKeyAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, or <see langword="null"/>.</returns>
    ValueTask<CandidateScores?> FindAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Keeps an answer.</summary>
    /// <param name="key">The key.</param>
    /// <param name="scores">The answer; its prompts are texts of people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is kept.</returns>
    ValueTask KeepAsync(string key, CandidateScores scores, CancellationToken cancellationToken = default);
}
