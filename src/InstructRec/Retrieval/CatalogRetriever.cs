using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Retrieval;

/// <summary>Popularity, item-kNN and BM25 over a host's own catalogue and histories, held in memory.</summary>
/// <remarks>
/// <para>
/// Fitted at first use by one pass over both, or by <see cref="FitAsync"/>; calling that again takes in what is new and swaps, while requests go on with the
/// old state. A pass that fails leaves the old state, or none, and the next request tries again. Safe from any thread.
/// </para>
/// <para>
/// What is known of the person gives one list: item-kNN and titles like those of the history, with popularity. The words of what is wanted are searched in
/// titles and attribute labels; what they match is ordered by match, popularity and item-kNN together. A wish in words takes turns with the person's list, because its
/// words need not stand in titles; attributes go before it.
/// </para>
/// </remarks>
public sealed class CatalogRetriever : ICandidateRetriever, IDisposable
{
    private readonly IItemCatalog _catalog;
    private readonly IInteractionHistory _history;
    private readonly CatalogRetrieverOptions _options;
    private readonly SemaphoreSlim _fitting = new(1, 1);
    private volatile FittedSources? _fitted;

    /// <summary>Describes the retriever; nothing is read yet.</summary>
    /// <param name="catalog">The items.</param>
    /// <param name="history">What people did with them.</param>
    /// <param name="options">Which sources; <see langword="null"/> for all three.</param>
    public CatalogRetriever(IItemCatalog catalog, IInteractionHistory history, CatalogRetrieverOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(history);
        (_catalog, _history, _options) = (catalog, history, options ?? new CatalogRetrieverOptions());
    }

    /// <inheritdoc/>
    public string Name => "catalogue";

    /// <summary>Reads catalogue and histories anew.</summary>
    /// <param name="cancellationToken">Ends the pass; the state before it stays.</param>
    /// <returns>A task that ends when the new state answers.</returns>
    /// <exception cref="InstructRecException">Catalogue or history does not answer.</exception>
    public async ValueTask FitAsync(CancellationToken cancellationToken = default)
    {
        await _fitting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _fitted = await FittedSources.FitAsync(_catalog, _history, _options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _fitting.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> RetrieveAsync(Instruction instruction, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (_fitted ?? await FirstAsync(cancellationToken).ConfigureAwait(false)).Find(instruction, count);
    }

    /// <summary>Releases what waits for a pass.</summary>
    public void Dispose() => _fitting.Dispose();

    private async ValueTask<FittedSources> FirstAsync(CancellationToken cancellationToken)
    {
        await _fitting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _fitted ??= await FittedSources.FitAsync(_catalog, _history, _options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _fitting.Release();
        }
    }
}
