using InstructRec.Instructions;

namespace InstructRec.Training.Batches;

/// <summary>One instruction and what may be written for it: one target, or several that share the encoding of the instruction.</summary>
/// <param name="InstructionIds">The instruction's tokens, the end token last.</param>
/// <param name="Targets">At least one target.</param>
public sealed record TrainingExample(IReadOnlyList<int> InstructionIds, IReadOnlyList<TrainingTarget> Targets)
{
    /// <summary>What else could be chosen, as token ids with the end token last, the target left out; none by default. Only <see cref="Objectives.ListwiseObjective"/> looks at them.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Candidates { get; init; } = [];

    /// <summary>The template that words it.</summary>
    public string? TemplateId { get; init; }

    /// <summary>What the model must do; <see langword="null"/> where the task is turned around.</summary>
    public TaskForm? Task { get; init; }
}
