using System.Globalization;

namespace InstructRec.Decoding;

/// <summary>Builds a <see cref="CatalogTrie"/> level by level, so that the children of a node, and of its neighbour, lie next to each other.</summary>
internal static class CatalogTrieBuilder
{
    public static CatalogTrie Build(IReadOnlyList<int[]> titles, int endToken)
    {
        TokenSequences.Check(titles);
        CheckEnds(titles, endToken);
        int[] order = TokenSequences.Sort(titles);
        (int[] flat, int[] offsets, int nodeCount) = Flatten(titles, order);

        int[] tokens = new int[nodeCount], firstChild = new int[nodeCount + 1], from = new int[nodeCount], to = new int[nodeCount];
        tokens[CatalogTrie.Root] = -1;
        to[CatalogTrie.Root] = order.Length;
        int made = 1;
        for (int node = 0, depth = 0, levelEnd = 1; node < nodeCount; node++)
        {
            if (node == levelEnd)
            {
                depth++;
                levelEnd = made;
            }

            firstChild[node] = made;
            if (node != CatalogTrie.Root && tokens[node] == endToken)
            {
                continue;
            }

            for (int title = from[node]; title < to[node]; made++)
            {
                int token = flat[offsets[title] + depth];
                tokens[made] = token;
                from[made] = title;
                while (title < to[node] && flat[offsets[title] + depth] == token)
                {
                    title++;
                }

                to[made] = title;
            }
        }

        firstChild[nodeCount] = made;
        return new CatalogTrie(endToken, TokenSequences.Hash(titles), tokens, firstChild, from, to, order);
    }

    private static void CheckEnds(IReadOnlyList<int[]> titles, int endToken)
    {
        for (int i = 0; i < titles.Count; i++)
        {
            if (titles[i].AsSpan().IndexOf(endToken) != titles[i].Length - 1)
            {
                throw new ArgumentException(
                    $"Title {i.ToString(CultureInfo.InvariantCulture)} must have the end token {endToken.ToString(CultureInfo.InvariantCulture)} last and nowhere else.", nameof(titles));
            }
        }
    }

    /// <summary>Copies the sorted titles into one array, so that neighbours in the order are neighbours in memory, and counts the nodes.</summary>
    private static (int[] Flat, int[] Offsets, int NodeCount) Flatten(IReadOnlyList<int[]> titles, int[] order)
    {
        long total = 0;
        foreach (int title in order)
        {
            total += titles[title].Length;
        }

        int[] flat = new int[checked((int)total)], offsets = new int[order.Length];
        int end = 0, nodes = 1;
        ReadOnlySpan<int> previous = [];
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<int> title = titles[order[i]];
            title.CopyTo(flat.AsSpan(end));
            offsets[i] = end;
            end += title.Length;
            nodes += title.Length - title.CommonPrefixLength(previous);
            previous = title;
        }

        return (flat, offsets, nodes);
    }
}
