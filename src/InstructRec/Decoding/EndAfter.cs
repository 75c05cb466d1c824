namespace InstructRec.Decoding;

/// <summary>Ends a sequence as soon as it has said certain tokens in a row: from there on only the end token may follow.</summary>
/// <remarks>Immutable; safe from any thread. Tokens that a decoder was made to say before it began (a forced beginning) count as well.</remarks>
public sealed class EndAfter : ILogitsProcessor
{
    private readonly int[] _tokens;
    private readonly int _endToken;

    /// <summary>Creates the rule.</summary>
    /// <param name="tokens">The tokens after which a sequence ends; at least one.</param>
    /// <param name="endToken">The token that ends a sequence.</param>
    /// <exception cref="ArgumentException">There is no token.</exception>
    public EndAfter(IReadOnlyList<int> tokens, int endToken)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.Count == 0)
        {
            throw new ArgumentException("There must be at least one token.", nameof(tokens));
        }

        (_tokens, _endToken) = ([.. tokens], endToken);
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (tokens.EndsWith(_tokens))
        {
            float end = scores[_endToken];
            scores.Fill(float.NegativeInfinity);
            scores[_endToken] = end;
        }
    }
}
