namespace InstructRec.Decoding;

/// <summary>Excludes the end token while fewer than a number of tokens were generated.</summary>
public sealed class MinimumNewTokens : ILogitsProcessor
{
    private readonly int _minimum, _endToken, _promptLength;

    /// <summary>Creates the rule.</summary>
    /// <param name="minimum">The number of tokens that must come before the end token, at least 0.</param>
    /// <param name="endToken">The end token.</param>
    /// <param name="promptLength">The number of decoder tokens that were given, not generated: 1 for the start token alone.</param>
    public MinimumNewTokens(int minimum, int endToken, int promptLength = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimum);
        ArgumentOutOfRangeException.ThrowIfNegative(endToken);
        ArgumentOutOfRangeException.ThrowIfNegative(promptLength);
        (_minimum, _endToken, _promptLength) = (minimum, endToken, promptLength);
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (tokens.Length - _promptLength < _minimum)
        {
            scores[_endToken] = float.NegativeInfinity;
        }
    }
}
