using System.Globalization;

namespace InstructRec.Extensions.AI.Teaching;

/// <summary>What a run would ask of a chat model.</summary>
/// <param name="Questions">Requests to be sent.</param>
/// <param name="Known">Questions whose answers are kept already.</param>
/// <param name="InputTokens">Tokens of the questions, estimated.</param>
/// <param name="OutputTokens">Tokens of the answers, estimated.</param>
public sealed record AskingEstimate(long Questions, long Known, long InputTokens, long OutputTokens)
{
    /// <summary>The price of the run.</summary>
    /// <param name="perMillionInput">What a million tokens of input cost.</param>
    /// <param name="perMillionOutput">What a million tokens of output cost.</param>
    /// <returns>The cost in the same currency; an estimate, off by a third either way.</returns>
    public decimal Cost(decimal perMillionInput, decimal perMillionOutput) => ((InputTokens * perMillionInput) + (OutputTokens * perMillionOutput)) / 1_000_000m;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Questions:N0} requests ({Known:N0} more are answered already), about {InputTokens:N0} tokens in and {OutputTokens:N0} out");
}
