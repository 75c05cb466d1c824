using InstructRec.Catalog;
using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>The answer to "would this person choose this item?" (T0).</summary>
/// <param name="Item">The item asked about.</param>
/// <param name="Probability">The probability of Yes against No, 0 to 1.</param>
public sealed record Judgement(Item Item, double Probability)
{
    /// <summary>Whether Yes is the likelier answer.</summary>
    public bool IsYes => Probability > 0.5;

    /// <summary>The texts that the model read.</summary>
    public IReadOnlyList<FormattedInstruction> Prompts { get; init; } = [];

    /// <summary>Where the time went.</summary>
    public ScoringTimings Timings { get; init; }
}
