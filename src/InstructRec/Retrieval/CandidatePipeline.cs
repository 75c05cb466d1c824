using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Retrieval;

/// <summary>From a catalogue of any size to the hundred items that a language model ranks: retrievers asked at once, merged, what was seen left out, items fetched.</summary>
/// <remarks>
/// Safe from any thread. Lists are merged by reciprocal rank: score = sum over retrievers of 1 / (60 + place), because their scores cannot be compared.
/// Ids that the catalogue does not have (any more) are left out, so a retriever may be a little behind.
/// </remarks>
public sealed class CandidatePipeline
{
    private readonly IItemCatalog _catalog;
    private readonly ICandidateRetriever[] _retrievers;

    /// <summary>Puts retrievers together.</summary>
    /// <param name="catalog">Where the items are fetched.</param>
    /// <param name="retrievers">At least one; each is asked for every instruction.</param>
    public CandidatePipeline(IItemCatalog catalog, IEnumerable<ICandidateRetriever> retrievers)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(retrievers);
        (_catalog, _retrievers) = (catalog, [.. retrievers]);
        if (_retrievers.Length == 0)
        {
            throw new ArgumentException("A pipeline has at least one retriever.", nameof(retrievers));
        }
    }

    /// <summary>Finds candidates for an instruction.</summary>
    /// <param name="instruction">What is asked; items of its history are never candidates.</param>
    /// <param name="count">How many at most; 100 by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Items, the likeliest first; empty where no retriever found anything new.</returns>
    /// <exception cref="InstructRecException">A retriever or the catalogue does not answer.</exception>
    public async ValueTask<IReadOnlyList<Item>> FindAsync(Instruction instruction, int count = 100, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        HashSet<string> seen = new(instruction.Preference.History.Select(i => i.Item.Id), StringComparer.Ordinal);
        // What was seen is dropped afterwards, so as much more is asked for; a long history need not be found again in full.
        int wanted = count + Math.Min(seen.Count, count);
        IReadOnlyList<string>[] lists = await Task.WhenAll(
            _retrievers.Select(r => r.RetrieveAsync(instruction, wanted, cancellationToken).AsTask())).ConfigureAwait(false);
        return await _catalog.FindAsync(RankFusion.Merge(lists, seen, count), cancellationToken).ConfigureAwait(false);
    }
}
