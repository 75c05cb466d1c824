namespace InstructRec.Extensions.AI.Answers;

/// <summary>What a model answered, and what it cost.</summary>
/// <param name="Text">The answer as it came.</param>
/// <param name="InputTokens">Tokens of the question, where the provider told.</param>
/// <param name="OutputTokens">Tokens of the answer, where the provider told.</param>
public sealed record StoredAnswer(string Text, long? InputTokens = null, long? OutputTokens = null);
