namespace InstructRec.Extensions.AI.Asking;

/// <summary>What asking has cost so far.</summary>
/// <param name="Asked">Requests that were answered by the model.</param>
/// <param name="FromCache">Questions whose answer was known.</param>
/// <param name="Retries">Attempts beyond the first.</param>
/// <param name="InputTokens">Tokens of the answered questions, as the provider counted, else as estimated.</param>
/// <param name="OutputTokens">Tokens of the answers, likewise.</param>
public sealed record AskingCounts(long Asked, long FromCache, long Retries, long InputTokens, long OutputTokens);
