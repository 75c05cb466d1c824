using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>Candidates to be scored for an instruction.</summary>
/// <param name="Instruction">What is asked; its <see cref="Instruction.Task"/> says how.</param>
/// <param name="Candidates">What may be answered; at least one.</param>
public sealed record ScoringRequest(Instruction Instruction, IReadOnlyList<Item> Candidates)
{
    /// <summary>The template to use; <see langword="null"/> leaves the choice to the model's formatter.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Lists the candidates of a reranking in another order, the same one for the same seed; scores stay in the candidates' order.</summary>
    public long? PermutationSeed { get; init; }
}
