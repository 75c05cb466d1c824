namespace InstructRec.Decoding;

/// <summary>The titles of a trie that a search may still name: those left out are places in the trie's order of titles, so that a node is asked by two binary searches.</summary>
/// <remarks>Immutable; shared freely between threads. As large as what is left out.</remarks>
internal sealed class TitleSelection
{
    private readonly CatalogTrie _trie;
    private readonly int[] _leftOut;

    private TitleSelection(CatalogTrie trie, int[] leftOut) => (_trie, _leftOut) = (trie, leftOut);

    /// <summary>How many titles are left.</summary>
    public int Count => _trie.TitleCount - _leftOut.Length;

    /// <summary>Selects by the ids of titles, in one pass over them.</summary>
    public static TitleSelection Of(CatalogTrie trie, Func<int, bool> admits)
    {
        ReadOnlySpan<int> titles = trie.TitleIds(CatalogTrie.Root);
        List<int> leftOut = [];
        for (int place = 0; place < titles.Length; place++)
        {
            if (!admits(titles[place]))
            {
                leftOut.Add(place);
            }
        }

        return new TitleSelection(trie, [.. leftOut]);
    }

    /// <summary>Whether a title that is left begins with the way to a node.</summary>
    public bool Any(int node)
    {
        (int from, int to) = _trie.PlacesBelow(node);
        return FirstAtLeast(to) - FirstAtLeast(from) < to - from;
    }

    /// <summary>As <see cref="CatalogTrie.TitleIds"/>, without those left out.</summary>
    public List<int> TitleIds(int node)
    {
        int from = _trie.PlacesBelow(node).From;
        ReadOnlySpan<int> all = _trie.TitleIds(node);
        List<int> left = new(all.Length);
        for (int i = 0; i < all.Length; i++)
        {
            if (Array.BinarySearch(_leftOut, from + i) < 0)
            {
                left.Add(all[i]);
            }
        }

        return left;
    }

    private int FirstAtLeast(int place)
    {
        int at = Array.BinarySearch(_leftOut, place);
        return at < 0 ? ~at : at;
    }
}
