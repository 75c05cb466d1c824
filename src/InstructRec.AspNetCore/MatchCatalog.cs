using InstructRec.Catalog;

namespace InstructRec.AspNetCore;

/// <summary>A copy of the host's catalogue that matching searches: one list as long as it is young enough, so that its trie is built once.</summary>
/// <remarks>Safe from any thread; one pass at a time. Where a new copy cannot be had, the error is the caller's.</remarks>
internal sealed class MatchCatalog(TimeSpan age) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Copy? _copy;

    public async ValueTask<IReadOnlyList<Item>> OfAsync(IItemCatalog catalog, CancellationToken cancellationToken)
    {
        if (_copy is { } young && Environment.TickCount64 - young.Taken <= age.TotalMilliseconds)
        {
            return young.Items;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_copy is { } other && Environment.TickCount64 - other.Taken <= age.TotalMilliseconds)
            {
                return other.Items;
            }

            List<Item> items = [];
            await foreach (Item item in catalog.ReadAllAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                items.Add(item);
            }

            // The same items, the same list: what was compiled for it still holds.
            IReadOnlyList<Item> kept = _copy is { } old && old.Items.SequenceEqual(items) ? old.Items : items;
            _copy = new Copy(kept, Environment.TickCount64);
            return kept;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private sealed record Copy(IReadOnlyList<Item> Items, long Taken);
}
