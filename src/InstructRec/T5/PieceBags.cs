namespace InstructRec.T5;

/// <summary>Texts as bags of rows of a table: a row for each piece, then one for each pair of neighbours, where the table has rows for pairs.</summary>
/// <param name="Rows">Rows of the table, text by text.</param>
/// <param name="Owners">Which text each belongs to.</param>
/// <param name="FromEnd">How many pieces of the text follow.</param>
/// <param name="Lengths">The number of pieces of each text.</param>
internal sealed record PieceBags(long[] Rows, long[] Owners, int[] FromEnd, int[] Lengths)
{
    /// <param name="texts">Each text's pieces.</param>
    /// <param name="pieces">How many pieces there are: rows before the first pair's.</param>
    /// <param name="pairs">How many rows there are for pairs.</param>
    /// <param name="isKept">Asked once for every row, in order; all are kept where it is <see langword="null"/>.</param>
    public static PieceBags Of(IReadOnlyList<ReadOnlyMemory<int>> texts, int pieces, int pairs, Func<bool>? isKept = null)
    {
        int total = texts.Sum(t => t.Length + (pairs > 0 ? Math.Max(0, t.Length - 1) : 0)), at = 0;
        PieceBags bags = new(new long[total], new long[total], new int[total], new int[texts.Count]);
        for (int owner = 0; owner < texts.Count; owner++)
        {
            ReadOnlySpan<int> text = texts[owner].Span;
            bags.Lengths[owner] = text.Length;
            for (int i = 0; i < text.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(text[i], nameof(texts));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(text[i], pieces, nameof(texts));
                Add(text[i], i);
            }

            for (int i = 1; pairs > 0 && i < text.Length; i++)
            {
                Add(pieces + Hash(text[i - 1], text[i], pairs), i);
            }

            void Add(long row, int place)
            {
                if (isKept?.Invoke() == false)
                {
                    return;
                }

                (bags.Rows[at], bags.Owners[at], bags.FromEnd[at]) = (row, owner, texts[owner].Length - 1 - place);
                at++;
            }
        }

        return at == total ? bags : bags with { Rows = bags.Rows[..at], Owners = bags.Owners[..at], FromEnd = bags.FromEnd[..at] };
    }

    // A part of the checkpoint's meaning: another hash would give every pair another's vector.
    private static int Hash(int first, int second, int count)
    {
        ulong mixed = (((ulong)(uint)first << 32) | (uint)second) * 0x9E3779B97F4A7C15;
        mixed ^= mixed >> 29;
        return (int)((mixed * 0xBF58476D1CE4E5B9 >> 32) % (ulong)count);
    }
}
