namespace InstructRec.Decoding;

/// <summary>Excludes token sequences: the last token of each is excluded where the tokens before it have just been said.</summary>
public sealed class BadWords : ILogitsProcessor
{
    private readonly int[][] _sequences;

    /// <summary>Creates the rule.</summary>
    /// <param name="sequences">The sequences, each of at least one token.</param>
    public BadWords(IEnumerable<IReadOnlyList<int>> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        _sequences = [.. sequences.Select(s => s.ToArray())];
        if (_sequences.Length > 0)
        {
            TokenSequences.Check(_sequences, nameof(sequences));
        }
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        foreach (int[] sequence in _sequences)
        {
            if (tokens.EndsWith(sequence.AsSpan(0, sequence.Length - 1)) && sequence[^1] < scores.Length)
            {
                scores[sequence[^1]] = float.NegativeInfinity;
            }
        }
    }
}
