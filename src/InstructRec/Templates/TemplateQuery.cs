using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>What a template is looked for by; what is <see langword="null"/> does not matter.</summary>
public sealed record TemplateQuery
{
    /// <summary>The template's key names this form of preference.</summary>
    public PreferenceForm? Preference { get; init; }

    /// <summary>The template's key names this form of intention.</summary>
    public IntentionForm? Intention { get; init; }

    /// <summary>The template has this task form.</summary>
    public TaskForm? Task { get; init; }

    /// <summary>The template belongs to this family.</summary>
    public string? Family { get; init; }

    /// <summary>The template has this strategy.</summary>
    public TemplateStrategy? Strategy { get; init; }

    /// <summary>The template's last output, the answer, is of this kind.</summary>
    public InstructionOutput? Output { get; init; }
}
