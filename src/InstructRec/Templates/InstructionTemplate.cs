using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>A template that has been checked: a wording with slots, for certain instructions, and what it asks the model to write.</summary>
/// <remarks>Immutable and safe from any thread. Registries make templates out of <see cref="TemplateDefinition"/>s.</remarks>
public sealed class InstructionTemplate
{
    private readonly TemplateKey key;

    internal InstructionTemplate(
        TemplateDefinition definition,
        TemplateKey key,
        Wording wording,
        IReadOnlyList<TemplateOutput> outputs,
        AnswerWords? answers
    )
    {
        Definition = definition;
        this.key = key;
        Wording = wording;
        Outputs = outputs;
        Answers = answers;
        Slots = wording.Requirements();
    }

    /// <summary>The template as it was written.</summary>
    public TemplateDefinition Definition { get; }

    /// <summary>Unique within a registry.</summary>
    public string Id => Definition.Id;

    /// <summary>The family, for example <see cref="TemplateFamilies.Recommendation"/>.</summary>
    public string Family => Definition.Family;

    /// <summary>What the template is for, in the paper's notation.</summary>
    public string Key => Definition.Key;

    /// <summary>How the task is put.</summary>
    public TemplateStrategy Strategy => Definition.Strategy;

    /// <summary>The task form; <see langword="null"/> for swap and relatedness templates, and for context clauses.</summary>
    public TaskForm? Task => key.Task;

    /// <summary>The slots that are read, in order of appearance.</summary>
    public IReadOnlyList<TemplateSlot> Slots { get; }

    /// <summary>What is written, in order; empty for context clauses.</summary>
    public IReadOnlyList<TemplateOutput> Outputs { get; }

    /// <summary>What stands between the two parts of a two-part output; <see langword="null"/> for others.</summary>
    public string? Separator => Definition.Separator;

    /// <summary>The answer words of a pointwise template, and of a pairwise one that is answered by a word; <see langword="null"/> where a title answers.</summary>
    public AnswerWords? Answers { get; }

    internal Wording Wording { get; }

    /// <summary>Whether the key names this combination.</summary>
    /// <param name="preference">A form of preference.</param>
    /// <param name="intention">A form of intention.</param>
    public bool Accepts(PreferenceForm preference, IntentionForm intention) => key.Accepts(preference, intention);

    /// <summary>Takes a text that the model wrote apart into the outputs of this template.</summary>
    /// <param name="written">For example a target of <see cref="IInstructionFormatter.FormatExample"/>, or what was decoded.</param>
    /// <exception cref="InstructRecException">A part is missing, or an answer is none of the two words (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public WrittenOutput ParseOutput(string written) => WrittenOutput.Parse(this, written);

    /// <summary>Takes a formatted text apart into the values of its slots; a context clause before it must be taken off first.</summary>
    /// <param name="text">A text of this template.</param>
    /// <param name="values">The cleaned values by slot name; lists have one per title.</param>
    /// <returns>Whether the text is one that this template gives.</returns>
    public bool TryReadSlots(string text, out IReadOnlyDictionary<string, IReadOnlyList<string>> values) =>
        SlotReader.TryRead(this, text, out values);

    /// <inheritdoc/>
    public override string ToString() => Id;

    /// <summary>The slots that keep the wording from being said, as <c>{history}</c> or <c>one of {vague}, {specific}</c>.</summary>
    internal string Missing(Templates.Slots known)
    {
        string[] missing = [.. Names(SlotRequirement.Required).Where(n => (SlotNames.Find(n) & known) == 0).Select(n => $"{{{n}}}")];
        string[] oneOf = [.. Names(SlotRequirement.OneOf)];
        return string.Join(
            " and ",
            oneOf.Length > 0 && !oneOf.Any(n => (SlotNames.Find(n) & known) != 0)
                ? missing.Append("one of " + string.Join(", ", oneOf.Select(n => $"{{{n}}}")))
                : missing
        );
    }

    internal IEnumerable<(PreferenceForm Preference, IntentionForm Intention)> Combinations => key.Combinations;

    private IEnumerable<string> Names(SlotRequirement requirement) => Slots.Where(s => s.Requirement == requirement).Select(s => s.Name);
}
