namespace InstructRec.Tokenization;

/// <summary>Several encoded texts of unequal length as one rectangle, padded on the right; managed memory only.</summary>
public sealed class EncodedBatch
{
    internal EncodedBatch(int[] ids, int[] mask, int[] lengths, int length)
    {
        Ids = ids;
        Mask = mask;
        Lengths = lengths;
        Length = length;
    }

    /// <summary>The ids, row after row: <c>[batch, length]</c>.</summary>
    public int[] Ids { get; }

    /// <summary>1 for a token of the text (its end mark included), 0 for padding: <c>[batch, length]</c>.</summary>
    public int[] Mask { get; }

    /// <summary>How many tokens each row has, padding not counted: <c>[batch]</c>.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>How many texts there are.</summary>
    public int Rows => Lengths.Count;

    /// <summary>How many ids a row has, padding included.</summary>
    public int Length { get; }

    /// <summary>One row without its padding.</summary>
    /// <param name="row">Its number, from 0.</param>
    public ReadOnlySpan<int> Row(int row) => Ids.AsSpan(row * Length, Lengths[row]);

    /// <summary>Lays token lists of unequal length out as one rectangle.</summary>
    /// <param name="rows">The ids of each text.</param>
    /// <param name="padId">What fills the rows up.</param>
    /// <param name="padToMultipleOf">What the length shall be a multiple of, at least 1.</param>
    /// <returns>The batch; its length is that of the longest row, rounded up.</returns>
    public static EncodedBatch Pad(IReadOnlyList<IReadOnlyList<int>> rows, int padId, int padToMultipleOf = 1)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(padToMultipleOf, 1);
        int longest = rows.Count == 0 ? 0 : rows.Max(r => r.Count);
        int length = checked((longest + padToMultipleOf - 1) / padToMultipleOf * padToMultipleOf);
        int[] ids = new int[checked(rows.Count * length)];
        int[] mask = new int[ids.Length];
        Array.Fill(ids, padId);
        for (int row = 0; row < rows.Count; row++)
        {
            for (int i = 0; i < rows[row].Count; i++)
            {
                ids[(row * length) + i] = rows[row][i];
            }

            mask.AsSpan(row * length, rows[row].Count).Fill(1);
        }

        return new EncodedBatch(ids, mask, [.. rows.Select(r => r.Count)], length);
    }
}
