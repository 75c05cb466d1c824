namespace InstructRec.AspNetCore;

/// <summary>One item of a ranking.</summary>
/// <param name="Rank">Its place, from 1.</param>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title as the host has it: untrusted text, to be shown as text.</param>
/// <param name="Probability">Its probability within the ranking, or of Yes for a judgement.</param>
/// <param name="Score">What it was ranked by, in nats.</param>
public sealed record RankedItemReply(int Rank, string Id, string Title, double Probability, double Score);
