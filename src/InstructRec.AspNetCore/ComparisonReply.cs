namespace InstructRec.AspNetCore;

/// <summary>Which of two items a person would rather choose.</summary>
/// <param name="PreferredId">The likelier one.</param>
/// <param name="OtherId">The other one.</param>
/// <param name="Probability">The probability of the likelier one, at least 0.5.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="Prompts">The texts that the model read; absent unless the host tells them.</param>
public sealed record ComparisonReply(string PreferredId, string OtherId, double Probability, TimingsReply Timings, IReadOnlyList<string>? Prompts = null);
