using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>Whether the parts of a template agree: key, task form, slots, outputs.</summary>
internal static class TemplateRules
{
    public static void Check(InstructionTemplate template, List<string> problems)
    {
        if (template.Family == TemplateFamilies.Context)
        {
            CheckContext(template, problems);
            return;
        }

        CheckTask(template, problems);
        CheckOutputs(template, problems);
        CheckSeparator(template, problems);
        CheckKey(template, problems);
        if (template.Wording.HasUnreachableAlternative())
        {
            problems.Add("an alternative of the wording is never chosen: an earlier one can always be said when it can");
        }
    }

    /// <summary>The slots that a task form brings with it.</summary>
    public static Slots OfTask(TaskForm? task) =>
        task switch
        {
            TaskForm.Pointwise => Slots.Candidate,
            TaskForm.Pairwise => Slots.First | Slots.Second,
            TaskForm.Reranking => Slots.Candidates,
            TaskForm.Matching => Slots.None,
            _ => Slots.Target,
        };

    /// <summary>The slots that a combination of preference and intention fills.</summary>
    public static Slots Of(PreferenceForm preference, IntentionForm intention) =>
        ((preference & PreferenceForm.Implicit) != 0 ? Slots.History : Slots.None)
        | ((preference & PreferenceForm.Explicit) != 0 ? Slots.Preference : Slots.None)
        | (
            intention == IntentionForm.Vague ? Slots.Vague
            : intention == IntentionForm.Specific ? Slots.Specific
            : Slots.None
        );

    private static void CheckContext(InstructionTemplate template, List<string> problems)
    {
        if ((template.Wording.Used & ~Slots.OfContext) != 0 || template.Outputs.Count > 0)
        {
            problems.Add("a context clause has other slots than {time}, {place}, {device}, {occasion}, or an output");
        }
        else if (!template.Wording.CanSay(Slots.None))
        {
            problems.Add("a context clause must be sayable with any one of its slots alone: make them optional");
        }
    }

    private static void CheckTask(InstructionTemplate template, List<string> problems)
    {
        Slots expected = OfTask(template.Task);
        Slots allOfTasks = Slots.OfTask | Slots.Target;
        Slots foreign = template.Wording.Used & allOfTasks & ~expected;
        if (foreign != 0)
        {
            problems.Add($"the slot {SlotNames.List(foreign)} can never be filled with task form {Name(template.Task)}");
        }

        if ((template.Wording.Used & Slots.OfContext) != 0)
        {
            problems.Add(
                $"the slot {SlotNames.List(template.Wording.Used & Slots.OfContext)} belongs to context clauses, a family of its own"
            );
        }

        Slots always = SlotNames
            .Each(template.Wording.Used)
            .Where(s => !template.Wording.CanSay(template.Wording.Used & ~s))
            .Aggregate(Slots.None, (a, b) => a | b);
        if (template.Task is not null && (expected & ~always) != 0)
        {
            problems.Add($"task form {Name(template.Task)} needs the slot {SlotNames.List(expected & ~always)}, required");
        }

        bool turned = template.Strategy is TemplateStrategy.Swap or TemplateStrategy.Relatedness;
        if (turned == template.Task is not null)
        {
            problems.Add(
                turned
                    ? "a swap or relatedness template has no task form"
                    : "the key names no task form (T0 to T3), and the strategy is neither swap nor relatedness"
            );
        }
    }

    private static void CheckOutputs(InstructionTemplate template, List<string> problems)
    {
        if (template.Outputs.Count == 0)
        {
            problems.Add("there is no output");
            return;
        }

        InstructionOutput answer = template.Outputs[^1].Kind;
        if (template.Task is not null && (answer == InstructionOutput.YesNo) != (template.Task == TaskForm.Pointwise))
        {
            problems.Add($"the output '{template.Outputs[^1].Name}' is unreachable with task form {Name(template.Task)}");
        }
        else if (template.Task is not null and not TaskForm.Pointwise && answer != InstructionOutput.Item)
        {
            problems.Add($"task form {Name(template.Task)} must end in the target, not in '{template.Outputs[^1].Name}'");
        }
        else if (template.Task is null && template.Outputs.Any(o => o.Kind == InstructionOutput.YesNo))
        {
            problems.Add("the output 'yes/no' is unreachable without task form T0");
        }

        foreach (TemplateOutput output in template.Outputs)
        {
            if (
                !template.Wording.CanSay(template.Wording.Used & ~Read(output))
                || (output.Kind == InstructionOutput.Item && (template.Wording.Used & Slots.Target) != 0)
            )
            {
                problems.Add($"the output '{output.Name}' is already read by a slot of the wording");
            }
        }

        if (template.Definition.Answers is not null && template.Task is not (TaskForm.Pointwise or TaskForm.Pairwise))
        {
            problems.Add("answer words belong to T0 and T1 only");
        }
    }

    private static Slots Read(TemplateOutput output) =>
        output.Kind switch
        {
            InstructionOutput.Preference => Slots.Preference,
            InstructionOutput.History => Slots.History,
            InstructionOutput.Intention => output.Name switch
            {
                "vague" => Slots.Vague,
                "specific" => Slots.Specific,
                _ => Slots.Intention,
            },
            _ => Slots.None,
        };

    private static void CheckSeparator(InstructionTemplate template, List<string> problems)
    {
        bool two = template.Outputs.Count == 2;
        string? separator = template.Separator;
        if (two != separator is not null)
        {
            problems.Add(two ? "a two-part output needs a separator" : "a one-part output has no separator");
        }
        else if (
            separator is not null
            && !separator.Contains("||", StringComparison.Ordinal)
            && !separator.Contains('"', StringComparison.Ordinal)
        )
        {
            problems.Add($"the separator '{separator}' can occur in a title or a wish; it must hold || or a double quote");
        }
    }

    private static void CheckKey(InstructionTemplate template, List<string> problems)
    {
        (PreferenceForm Preference, IntentionForm Intention)[] all = [.. template.Combinations];
        Slots ofTask = OfTask(template.Task) | Slots.Wish;
        bool Fills((PreferenceForm Preference, IntentionForm Intention) c) =>
            template.Wording.CanSay(Of(c.Preference, c.Intention) | ofTask);
        foreach (
            PreferenceForm preference in all.Select(c => c.Preference).Distinct().Where(p => !all.Any(c => c.Preference == p && Fills(c)))
        )
        {
            problems.Add(
                $"the key '{template.Key}' names {Name(preference)}, but the wording cannot be said with it: a required slot stays empty"
            );
        }

        foreach (IntentionForm intention in all.Select(c => c.Intention).Distinct().Where(i => !all.Any(c => c.Intention == i && Fills(c))))
        {
            problems.Add(
                $"the key '{template.Key}' names I{(int)intention}, but the wording cannot be said with it: a required slot stays empty"
            );
        }

        Slots ever = all.Aggregate(ofTask, (slots, c) => slots | Of(c.Preference, c.Intention));
        Slots never = template.Wording.Used & ~ever & ~(Slots.OfTask | Slots.Target | Slots.OfContext);
        if (never != 0)
        {
            problems.Add($"the slot {SlotNames.List(never)} can never be filled under the key '{template.Key}'");
        }
    }

    private static string Name(TaskForm? task) => task is null ? "none" : $"T{(int)task.Value}";

    private static string Name(PreferenceForm form) =>
        form switch
        {
            PreferenceForm.None => "P0",
            PreferenceForm.Implicit => "P1",
            PreferenceForm.Explicit => "P2",
            _ => "P1+P2",
        };
}
