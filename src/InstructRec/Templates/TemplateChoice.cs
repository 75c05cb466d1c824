using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>Which template words an instruction, and whether it has what the template needs.</summary>
internal static class TemplateChoice
{
    public static InstructionTemplate For(ITemplateRegistry templates, Instruction instruction, FormattingOptions options)
    {
        if (options.TemplateId is not null)
        {
            return Checked(templates[options.TemplateId], instruction);
        }

        if (instruction.Task is null && instruction.Text is null)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                "the instruction has no task form",
                remedy: "Set Instruction.Task, or name a template in FormattingOptions.TemplateId"
            );
        }

        IReadOnlyList<InstructionTemplate> choices = templates.Choices(instruction, options.Strategy);
        if (choices.Count == 0)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                $"no {options.Strategy} template says an instruction with preference {instruction.Preference.Form}, intention {instruction.Intention.Form} and task form {instruction.Task}",
                remedy: "Ask for another strategy, or register a template for it"
            );
        }

        return options.TemplateSeed is { } seed ? choices[Permutation.Index(choices.Count, seed)] : choices[0];
    }

    public static void CheckCandidates(InstructionTemplate template, IReadOnlyList<Item> candidates)
    {
        (bool right, string needed) = template.Task switch
        {
            TaskForm.Pointwise => (candidates.Count == 1, "exactly one candidate"),
            TaskForm.Pairwise => (candidates.Count == 2, "exactly two candidates"),
            TaskForm.Reranking => (candidates.Count > 0, "at least one candidate"),
            _ => (candidates.Count == 0, "no candidates: it asks for an item of the whole catalogue"),
        };
        for (int i = 0; i < candidates.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(candidates[i], nameof(candidates));
        }

        if (!right)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                $"the template takes {needed}, and {candidates.Count} were given",
                template.Id
            );
        }
    }

    private static InstructionTemplate Checked(InstructionTemplate template, Instruction instruction)
    {
        if (template.Family == TemplateFamilies.Context)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                "a context clause is no template for an instruction",
                template.Id,
                "Set Instruction.Context instead"
            );
        }

        TaskForm? task = instruction.Task ?? (instruction.Text is null ? null : template.Task);
        if (task is not null && template.Task is not null && task != template.Task)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                $"the template is for {template.Task}, and the instruction asks for {task}",
                template.Id
            );
        }

        if (instruction.Text is not null && (template.Wording.Used & Slots.Wish) == 0)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                "the template has no {wish} for an instruction in the person's own words",
                template.Id,
                "Use one of the free family"
            );
        }

        Slots known = SlotValues.KnownOf(instruction) | (TemplateRules.OfTask(template.Task) & ~Slots.Target);
        if (!template.Wording.CanSay(known))
        {
            bool readsTarget = (template.Wording.Used & Slots.Target) != 0;
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                $"the template needs {template.Missing(known)}, which the instruction does not have",
                template.Id,
                readsTarget ? "It reads the target: FormatExample writes it out" : null
            );
        }

        return template;
    }
}
