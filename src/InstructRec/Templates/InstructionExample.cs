using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>What is known about one example for training: the template decides which of it is read and which is to be written.</summary>
public sealed record InstructionExample
{
    /// <summary>All that is known: preference and intention, whether a template reads or writes them. Its task form is not looked at: the template has its own.</summary>
    public required Instruction Instruction { get; init; }

    /// <summary>The item the person chose; needed by every template that reads or writes the target.</summary>
    public Item? Target { get; init; }

    /// <summary>
    /// Reranking: the candidates, the target among them. Pointwise: the one item judged; the answer is yes if it is the target, by id.
    /// Pairwise: two items, the target among them. Empty for other templates.
    /// </summary>
    public IReadOnlyList<Item> Candidates { get; init; } = [];
}
