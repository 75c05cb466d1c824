namespace InstructRec.Decoding;

/// <summary>One rule on what the decoder may say next, applied to the scores of one row.</summary>
/// <remarks>
/// Greedy search and sampling hand in raw logits, beam search log-probabilities, which are not normalised again afterwards. Processors run in the order
/// they are given; the order that reproduces Hugging Face is <see cref="RepetitionPenalty"/>, <see cref="NoRepeatNgram"/>, <see cref="BadWords"/>,
/// <see cref="MinimumNewTokens"/>, <see cref="AllowedTokens"/>, and for sampling then <see cref="Temperature"/>, <see cref="TopK"/>, <see cref="TopP"/>.
/// An implementation keeps no state between calls, so that one instance serves any number of rows and threads.
/// </remarks>
public interface ILogitsProcessor
{
    /// <summary>Changes the scores in place; an excluded token gets negative infinity.</summary>
    /// <param name="tokens">All decoder tokens of the row so far, the start token first.</param>
    /// <param name="scores">The score of every token of the vocabulary as the next one.</param>
    void Process(ReadOnlySpan<int> tokens, Span<float> scores);
}
