using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>A template with what will fill it, ready to be written once or, for the budget, several times.</summary>
internal readonly struct Draft
{
    private readonly InstructionTemplate template;
    private readonly InstructionTemplate? clause;
    private readonly SlotValues values;
    private readonly FormattingOptions options;

    private Draft(InstructionTemplate template, InstructionTemplate? clause, SlotValues values, FormattingOptions options) =>
        (this.template, this.clause, this.values, this.options) = (template, clause, values, options);

    public InstructionTemplate Template => template;

    public SlotValues Values => values;

    public static Draft Of(
        ITemplateRegistry templates,
        InstructionTemplate template,
        Instruction instruction,
        IReadOnlyList<Item> candidates,
        Item? target,
        FormattingOptions options
    )
    {
        int history = instruction.Preference.History.Count;
        var values = new SlotValues
        {
            Instruction = instruction,
            Candidates = candidates,
            CandidateCount = candidates.Count,
            Target = target,
            HistoryStart = Math.Max(0, history - options.MaxHistory),
        };
        return new Draft(
            template,
            instruction.Context is { IsEmpty: false } ? ContextClause.Of(templates, options) : null,
            values,
            options
        );
    }

    public Draft With(int historyStart, int candidateCount) =>
        new(template, clause, values with { HistoryStart = historyStart, CandidateCount = candidateCount }, options);

    public string Write(ITitleCutter? cutter)
    {
        var writer = new PromptWriter(cutter);
        try
        {
            Write(ref writer);
            return writer.Written.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    public void Write(ref PromptWriter writer)
    {
        if (clause is not null)
        {
            writer.Write(clause.Wording.Variant(SlotValues.KnownOf(values.Instruction.Context!), false, false, options.Persona), values);
        }

        Slots known = SlotValues.KnownOf(values.Instruction) | TemplateRules.OfTask(template.Task);
        writer.Write(template.Wording.Variant(known, values.HistoryCount == 1, values.CandidateCount == 1, options.Persona), values);
    }

    /// <summary>What the template leaves out, before any budget.</summary>
    public Truncation Unsaid()
    {
        Slots known = SlotValues.KnownOf(values.Instruction);
        Slots unsaid = known & ~template.Wording.Said(known | TemplateRules.OfTask(template.Task));
        return new Truncation(
            (known & ~unsaid & Slots.History) != 0 ? values.HistoryStart : 0,
            0,
            0,
            (known & ~unsaid & Slots.Preference) != 0 && values.Instruction.Preference.IsTextCut,
            (unsaid & Slots.Preference) != 0,
            (unsaid & Slots.History) != 0,
            (unsaid & Slots.Intention) != 0
        );
    }
}
