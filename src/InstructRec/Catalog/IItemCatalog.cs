namespace InstructRec.Catalog;

/// <summary>Where a host's items come from: memory, a database, a service.</summary>
/// <remarks>
/// Safe from any thread. Ids are compared as they are (ordinal). Implementations write the three members here; what else hosts want
/// (<see cref="ItemCatalogExtensions"/>: one that must exist, reading all) is made of them.
/// </remarks>
public interface IItemCatalog
{
    /// <summary>Looks items up by id.</summary>
    /// <param name="ids">The ids, in any order; untrusted text.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The items that exist, in the order of <paramref name="ids"/>; unknown ids are left out, repeated ones repeat.</returns>
    /// <exception cref="InstructRecException">The source does not answer (<see cref="InstructRecErrorKind.Unavailable"/>) or holds what it must not (<see cref="InstructRecErrorKind.Data"/>).</exception>
    ValueTask<IReadOnlyList<Item>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default);

    /// <summary>A page of the catalogue, in an order of its own that stays the same.</summary>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="count">The most items of a page, at least 1.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The page; items that come or go between two pages shift no others.</returns>
    /// <exception cref="InstructRecException">As for <see cref="FindAsync"/>.</exception>
    ValueTask<Page<Item>> ListAsync(string? after = null, int count = 100, CancellationToken cancellationToken = default);

    /// <summary>How many items there are.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The number now.</returns>
    /// <exception cref="InstructRecException">As for <see cref="FindAsync"/>.</exception>
    ValueTask<long> CountAsync(CancellationToken cancellationToken = default);
}
