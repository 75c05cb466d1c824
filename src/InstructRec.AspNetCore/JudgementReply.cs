namespace InstructRec.AspNetCore;

/// <summary>Whether a person would choose an item.</summary>
/// <param name="Id">The item.</param>
/// <param name="Probability">The probability of Yes.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="Prompts">The texts that the model read; absent unless the host tells them.</param>
public sealed record JudgementReply(string Id, double Probability, TimingsReply Timings, IReadOnlyList<string>? Prompts = null);
