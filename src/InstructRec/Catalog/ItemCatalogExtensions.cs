using System.Runtime.CompilerServices;

namespace InstructRec.Catalog;

/// <summary>What every <see cref="IItemCatalog"/> can do beyond its three members.</summary>
public static class ItemCatalogExtensions
{
    /// <summary>One item by id.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="id">The id; untrusted text.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The item.</returns>
    /// <exception cref="InstructRecException">There is none (<see cref="InstructRecErrorKind.NotFound"/>), or as for <see cref="IItemCatalog.FindAsync"/>.</exception>
    public static async ValueTask<Item> GetAsync(this IItemCatalog catalog, string id, CancellationToken cancellationToken = default) =>
        (await catalog.GetAsync([id], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Items by id, none of which may be missing.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="ids">The ids; untrusted text.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>One item per id, in their order.</returns>
    /// <exception cref="InstructRecException">One is unknown (<see cref="InstructRecErrorKind.NotFound"/>), or as for <see cref="IItemCatalog.FindAsync"/>.</exception>
    public static async ValueTask<IReadOnlyList<Item>> GetAsync(this IItemCatalog catalog, IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(ids);
        IReadOnlyList<Item> found = await catalog.FindAsync(ids, cancellationToken).ConfigureAwait(false);
        if (found.Count == ids.Count)
        {
            return found;
        }

        HashSet<string> known = [.. found.Select(i => i.Id)];
        throw Unknown.Item(ids.First(id => !known.Contains(id)));
    }

    /// <summary>The whole catalogue, page after page.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="pageSize">The items that one page asks for.</param>
    /// <param name="cancellationToken">Ends the reading between two pages.</param>
    /// <returns>Every item, in the catalogue's order.</returns>
    /// <exception cref="InstructRecException">As for <see cref="IItemCatalog.FindAsync"/>.</exception>
    public static async IAsyncEnumerable<Item> ReadAllAsync(
        this IItemCatalog catalog, int pageSize = 5_000, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        string? after = null;
        do
        {
            Page<Item> page = await catalog.ListAsync(after, pageSize, cancellationToken).ConfigureAwait(false);
            foreach (Item item in page.Values)
            {
                yield return item;
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
