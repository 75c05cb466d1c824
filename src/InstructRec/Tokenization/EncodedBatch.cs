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
}
