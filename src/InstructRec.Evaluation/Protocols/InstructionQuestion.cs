using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Evaluation.Protocols;

/// <summary>One thing that a model of instructions is asked.</summary>
/// <param name="Subject">Whom or what the question is about, for messages: a person's or an item's id.</param>
/// <param name="Instruction">What is known and wanted, with its task form.</param>
/// <param name="Candidates">Reranking: the candidates. Pairwise: two. Pointwise: one.</param>
public sealed record InstructionQuestion(string Subject, Instruction Instruction, IReadOnlyList<Item> Candidates);
