using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>The answer to a request: candidates, best first.</summary>
/// <param name="Items">The items, best first; equal scores keep the order of the candidates.</param>
/// <param name="Strategy">The name of the strategy that ranked them.</param>
public sealed record Ranking(IReadOnlyList<RankedItem> Items, string Strategy)
{
    /// <summary>Whether a temperature fitted on validation stands behind the probabilities.</summary>
    public bool IsCalibrated { get; init; }

    /// <summary>The texts that the model read, in the order in which it was asked; empty for a model that reads none.</summary>
    public IReadOnlyList<FormattedInstruction> Prompts { get; init; } = [];

    /// <summary>
    /// What the model reasoned before it answered, one text for each of <see cref="Prompts"/>; empty where it was not asked to (<see cref="RankingOptions.Reasoning"/>).
    /// The model's own words: as untrusted as any title.
    /// </summary>
    public IReadOnlyList<string> Reasoning { get; init; } = [];

    /// <summary>Where the time went, over all calls of the model.</summary>
    public ScoringTimings Timings { get; init; }
}
