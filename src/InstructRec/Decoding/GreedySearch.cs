using InstructRec.T5;

namespace InstructRec.Decoding;

/// <summary>Says the likeliest token at each step; of equally likely ones, the lower id.</summary>
/// <remarks>Immutable; holds no native memory. Each call belongs to the thread of the model's device.</remarks>
public sealed class GreedySearch
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

    /// <summary>Answers every instruction of a batch.</summary>
    /// <param name="model">The network, in evaluation mode; stays the caller's.</param>
    /// <param name="encoded">The instructions; stays the caller's.</param>
    /// <param name="onToken">Told each token as it is said, on the calling thread.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <returns>One sequence per instruction.</returns>
    /// <exception cref="InstructRecException">The network returned NaN or infinity (<see cref="InstructRecErrorKind.Scores"/>).</exception>
    public IReadOnlyList<DecodedSequence> Decode(
        T5ForConditionalGeneration model, EncodedInstruction encoded, Action<DecodedToken>? onToken = null, CancellationToken cancellationToken = default)
    {
        using T5DecoderRows rows = T5DecoderRows.Begin(model, encoded, _options, rowsPerInstruction: 1);
        return Run(rows, model.Config.DecoderStartTokenId, model.Config.EndTokenId, onToken, cancellationToken);
    }

    internal DecodedSequence[] Run(IDecoderRows rows, int startToken, int endToken, Action<DecodedToken>? onToken = null, CancellationToken cancellationToken = default) =>
        RowByRowDecoding.Run(rows, startToken, endToken, _options, _options.Processors, (_, scores) => LargestScore.IndexOf(scores), onToken, cancellationToken);
}
