using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>What a model is to write for an example.</summary>
internal static class TargetText
{
    /// <summary>What keeps a template from being written out from an example, as "no history" would; <see langword="null"/> where nothing does.</summary>
    public static string? Missing(InstructionTemplate template, InstructionExample example)
    {
        if (template.Outputs.Count == 0)
        {
            return "nothing for a context clause, which is no template of its own";
        }

        Slots known =
            SlotValues.KnownOf(example.Instruction)
            | (TemplateRules.OfTask(template.Task) & ~Slots.Target)
            | (example.Target is null ? Slots.None : Slots.Target);
        if (!template.Wording.CanSay(known))
        {
            return $"nothing for {template.Missing(known)}";
        }

        foreach (TemplateOutput output in template.Outputs)
        {
            if (Missing(output, template, example) is { } missing)
            {
                return missing;
            }
        }

        return MissingCandidates(template.Task, example);
    }

    public static string Of(InstructionTemplate template, InstructionExample example, IReadOnlyList<Item> candidates, int maxHistory) =>
        template.Outputs.Count == 1
            ? Part(template.Outputs[0], template, example, candidates, maxHistory)
            : string.Join(template.Separator, template.Outputs.Select(o => Part(o, template, example, candidates, maxHistory)));

    private static string? Missing(TemplateOutput output, InstructionTemplate template, InstructionExample example) =>
        output.Kind switch
        {
            InstructionOutput.Item or InstructionOutput.YesNo when example.Target is null => "no target",
            InstructionOutput.Preference when example.Instruction.Preference.Text is null => "no preference in words to write",
            InstructionOutput.History when example.Instruction.Preference.History.Count == 0 => "no history to write",
            InstructionOutput.Intention when !IsIntention(output.Name, example.Instruction.Intention.Form) =>
                $"no intention to write as '{output.Name}'",
            _ => null,
        };

    private static bool IsIntention(string name, IntentionForm form) =>
        name switch
        {
            "vague" => form == IntentionForm.Vague,
            "specific" => form == IntentionForm.Specific,
            _ => form != IntentionForm.None,
        };

    private static string? MissingCandidates(TaskForm? task, InstructionExample example) =>
        task switch
        {
            TaskForm.Pointwise when example.Candidates.Count != 1 =>
                $"{example.Candidates.Count} candidates, and a pointwise template judges one",
            TaskForm.Pairwise when example.Candidates.Count != 2 =>
                $"{example.Candidates.Count} candidates, and a pairwise template compares two",
            TaskForm.Pairwise or TaskForm.Reranking when !example.Candidates.Any(c => c.Id == example.Target!.Id) =>
                "candidates without the target among them",
            _ => null,
        };

    private static string Part(
        TemplateOutput output,
        InstructionTemplate template,
        InstructionExample example,
        IReadOnlyList<Item> candidates,
        int maxHistory
    )
    {
        switch (output.Kind)
        {
            case InstructionOutput.Preference:
                return example.Instruction.Preference.CleanText;
            case InstructionOutput.Intention:
                return example.Instruction.Intention.CleanText;
            case InstructionOutput.History:
                return string.Join("; ", example.Instruction.Preference.History.TakeLast(maxHistory).Select(i => i.Item.CleanTitle));
            default:
                // Yes, or the first of two: whether the item in the first place is the target.
                return template.Answers is { } words
                    ? candidates[0].Id == example.Target!.Id
                        ? words.First
                        : words.Second
                    : example.Target!.CleanTitle;
        }
    }
}
