using System.Globalization;

namespace InstructRec.Extensions.AI.Asking;

/// <summary>What asking has cost so far.</summary>
/// <param name="Asked">Requests that were answered by the model.</param>
/// <param name="FromCache">Questions whose answer was known.</param>
/// <param name="Retries">Attempts beyond the first.</param>
/// <param name="InputTokens">Tokens of the answered questions, as the provider counted, else as estimated.</param>
/// <param name="OutputTokens">Tokens of the answers, likewise.</param>
public sealed record AskingCounts(long Asked, long FromCache, long Retries, long InputTokens, long OutputTokens)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Asked:N0} requests ({FromCache:N0} more were answered already, {Retries:N0} attempts were repeated), {InputTokens:N0} tokens in and {OutputTokens:N0} out");
}
