using System.Runtime.CompilerServices;
using InstructRec.Catalog;
using InstructRec.Decoding;

namespace InstructRec.Recommendation;

/// <summary>The tries of catalogues that were matched before, found by the list itself; an entry lives as long as its list.</summary>
/// <remarks>Safe from any thread. Filters need no trie of their own. A host that changes its catalogue passes another list.</remarks>
internal sealed class MatchIndexCache
{
    private readonly ConditionalWeakTable<IReadOnlyList<Item>, Lazy<CatalogTrie>> _tries = [];

    public CatalogTrie GetOrBuild(IReadOnlyList<Item> catalog, Func<IReadOnlyList<Item>, CatalogTrie> build) =>
        _tries.GetValue(catalog, list => new Lazy<CatalogTrie>(() => build(list))).Value;
}
