namespace InstructRec.AspNetCore;

/// <summary>A ranking as JSON.</summary>
/// <param name="Items">Best first.</param>
/// <param name="Strategy">How the ranking was made.</param>
/// <param name="IsCalibrated">Whether probabilities have a temperature fitted on validation behind them.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="Prompts">The texts that the model read; absent unless the host tells them.</param>
public sealed record RankingReply(
    IReadOnlyList<RankedItemReply> Items, string Strategy, bool IsCalibrated, TimingsReply Timings, IReadOnlyList<string>? Prompts = null);
