using InstructRec.Data.Leakage;
using InstructRec.Templates;

namespace InstructRec.Training.Mixtures;

/// <summary>An example of a mixture before it is cut into tokens.</summary>
/// <param name="Task">Its kind.</param>
/// <param name="Formatted">The instruction as text.</param>
/// <param name="TargetItems">The items to be written, by index; empty where an answer word is.</param>
/// <param name="Positions">Which positions of the person's history it uses.</param>
public sealed record MixtureExample(MixtureTask Task, FormattedInstruction Formatted, IReadOnlyList<int> TargetItems, UsedPositions Positions)
{
    /// <summary>The other candidates that a reranking instruction shows; empty elsewhere.</summary>
    public IReadOnlyList<Catalog.Item> OtherCandidates { get; init; } = [];
}
