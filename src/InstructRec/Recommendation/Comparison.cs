using InstructRec.Catalog;
using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>The answer to "which of these two?" (T1).</summary>
/// <param name="Preferred">The likelier one; the first of the two where they tie.</param>
/// <param name="Other">The other one.</param>
/// <param name="Probability">The probability of <see cref="Preferred"/>, at least 0.5: the mean over both orders of asking.</param>
public sealed record Comparison(Item Preferred, Item Other, double Probability)
{
    /// <summary>The texts that the model read, one for each order.</summary>
    public IReadOnlyList<FormattedInstruction> Prompts { get; init; } = [];

    /// <summary>Where the time went.</summary>
    public ScoringTimings Timings { get; init; }
}
