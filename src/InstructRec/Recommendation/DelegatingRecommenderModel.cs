using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>A model around another one: the base of decorators, which override what they change.</summary>
/// <remarks>Passes everything on. It owns the inner model: disposing the decorator disposes what it wraps.</remarks>
public abstract class DelegatingRecommenderModel : ICacheableModel, IMatchingModel, IAsyncDisposable, IDisposable
{
    /// <summary>Wraps a model.</summary>
    /// <param name="innerModel">The model to pass requests on to; the decorator's from now on.</param>
    protected DelegatingRecommenderModel(IRecommenderModel innerModel)
    {
        ArgumentNullException.ThrowIfNull(innerModel);
        InnerModel = innerModel;
    }

    /// <inheritdoc/>
    public virtual TaskForms Supported => InnerModel.Supported;

    /// <summary>The wrapped model.</summary>
    protected IRecommenderModel InnerModel { get; }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default) =>
        InnerModel.ScoreAsync(requests, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="InstructRecException">The wrapped model cannot match.</exception>
    public virtual ValueTask<MatchResult> MatchAsync(MatchingRequest request, CancellationToken cancellationToken = default) =>
        InnerModel is IMatchingModel matching
            ? matching.MatchAsync(request, cancellationToken)
            : throw new InstructRecException(InstructRecErrorKind.Instruction, "the model cannot name items by itself", InnerModel.GetType().Name, "Rank candidates with RankAsync");

    /// <inheritdoc/>
    public virtual ValueTask<string?> CacheKeyAsync(ScoringRequest request, CancellationToken cancellationToken = default) =>
        InnerModel is ICacheableModel cacheable ? cacheable.CacheKeyAsync(request, cancellationToken) : ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisposeCoreAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for hosts that dispose synchronously: the calling thread waits.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Disposes the wrapped model; an override disposes its own things, then calls this.</summary>
    /// <returns>A task that ends when all is freed.</returns>
    protected virtual async ValueTask DisposeCoreAsync()
    {
        switch (InnerModel)
        {
            case IAsyncDisposable asynchronous:
                await asynchronous.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable synchronous:
                synchronous.Dispose();
                break;
        }
    }
}
