namespace InstructRec.Decoding;

/// <summary>Says the likeliest token at each step; of equally likely ones, the lower id.</summary>
/// <remarks>Immutable; holds no native memory. Each call belongs to the thread of the model's device.</remarks>
public sealed partial class GreedySearch
{
    private readonly DecodingOptions _options;

    /// <summary>Creates the search.</summary>
    /// <param name="options">Limits and rules; the defaults when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public GreedySearch(DecodingOptions? options = null)
    {
        _options = options ?? new DecodingOptions();
        _options.Check();
    }

    internal DecodedSequence[] Run(IDecoderRows rows, int startToken, int endToken, Action<DecodedToken>? onToken = null, CancellationToken cancellationToken = default) =>
        RowByRowDecoding.Run(rows, startToken, endToken, _options, _options.Processors, (_, scores) => LargestScore.IndexOf(scores), onToken, cancellationToken);
}
