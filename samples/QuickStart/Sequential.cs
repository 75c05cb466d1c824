using InstructRec.Data;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Recommendation;

namespace QuickStart;

/// <summary>Sequential recommendation as an instruction: the history and nothing else; candidates by direct likelihood.</summary>
internal static class Sequential
{
    public static Instruction Instruction(InteractionDataset dataset, EvaluationRequest request) =>
        new() { Preference = InstructionSystem.HistoryOf(dataset, request), Task = TaskForm.Matching };

    public static ScoringRequest Request(InteractionDataset dataset, EvaluationRequest request) =>
        new(Instruction(dataset, request), [.. request.Candidates.ToArray().Select(i => dataset.Items[i])]);
}
