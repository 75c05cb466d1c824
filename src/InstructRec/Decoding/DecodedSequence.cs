namespace InstructRec.Decoding;

/// <summary>What a decoder said in answer to one instruction.</summary>
/// <param name="Tokens">The generated tokens, without the start token; the end token is last where <paramref name="EndedByEndToken"/>.</param>
/// <param name="EndedByEndToken">Whether the end token was said; otherwise the limit of new tokens, or the end of all allowed ways, cut it off.</param>
/// <param name="LogProbability">
/// Greedy search and sampling: the sum of the tokens' log-probabilities under the network's own distribution, before any processor. Beam search: the sum of
/// the processed log-probabilities, which under a trie alone is the same.
/// </param>
/// <param name="Score">What beams are ranked by: the log-probability over the number of tokens to the length penalty. Elsewhere equal to it.</param>
public sealed record DecodedSequence(IReadOnlyList<int> Tokens, bool EndedByEndToken, double LogProbability, double Score);
