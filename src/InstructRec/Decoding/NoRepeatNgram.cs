namespace InstructRec.Decoding;

/// <summary>Excludes every token that would complete an n-gram that is already there, the start token counted as a token.</summary>
public sealed class NoRepeatNgram : ILogitsProcessor
{
    private readonly int _size;

    /// <summary>Creates the rule.</summary>
    /// <param name="size">The n of the n-grams, at least 1.</param>
    public NoRepeatNgram(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _size = size;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (tokens.Length + 1 < _size)
        {
            return;
        }

        ReadOnlySpan<int> beginning = tokens[(tokens.Length - _size + 1)..];
        for (int from = 0; from + _size <= tokens.Length; from++)
        {
            if (tokens.Slice(from, _size - 1).SequenceEqual(beginning))
            {
                scores[tokens[from + _size - 1]] = float.NegativeInfinity;
            }
        }
    }
}
