namespace InstructRec.Catalog;

/// <summary>A catalogue in memory, in the order given.</summary>
/// <remarks>Immutable and safe from any thread; no call waits. Memory: the items and about 40 bytes each.</remarks>
public sealed class InMemoryItemCatalog : IItemCatalog
{
    private readonly Item[] _items;
    private readonly Dictionary<string, int> _places;

    /// <summary>Keeps items.</summary>
    /// <param name="items">The items; ids are unique.</param>
    /// <exception cref="InstructRecException">Two items have one id (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public InMemoryItemCatalog(IEnumerable<Item> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items = [.. items];
        _places = new Dictionary<string, int>(_items.Length, StringComparer.Ordinal);
        for (int i = 0; i < _items.Length; i++)
        {
            if (!_places.TryAdd(_items[i].Id, i))
            {
                throw new InstructRecException(InstructRecErrorKind.Data, $"two items have the id '{UntrustedText.Title(_items[i].Id)}'", remedy: "Give each item an id of its own");
            }
        }
    }

    /// <summary>The items, in the catalogue's order.</summary>
    public IReadOnlyList<Item> Items => _items;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Item>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        var found = new List<Item>(ids.Count);
        foreach (string id in ids)
        {
            if (_places.TryGetValue(id, out int place))
            {
                found.Add(_items[place]);
            }
        }

        return ValueTask.FromResult<IReadOnlyList<Item>>(found);
    }

    /// <inheritdoc/>
    public ValueTask<Page<Item>> ListAsync(string? after = null, int count = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        cancellationToken.ThrowIfCancellationRequested();
        int start = after is null ? 0 : _places.TryGetValue(after, out int place) ? place + 1 : throw Unknown.Item(after);
        Item[] part = _items[start..(int)Math.Min(_items.Length, (long)start + count)];
        return ValueTask.FromResult(new Page<Item>(part, start + part.Length < _items.Length ? part[^1].Id : null));
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult((long)_items.Length);
}
