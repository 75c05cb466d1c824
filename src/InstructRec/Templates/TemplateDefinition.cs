namespace InstructRec.Templates;

/// <summary>A template as someone writes it, in a JSON file or in code, before it is checked. docs/templates.md explains the grammar.</summary>
public sealed record TemplateDefinition
{
    /// <summary>Unique within a registry, for example <c>rec-07</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The family, for example <see cref="TemplateFamilies.Recommendation"/>.</summary>
    public required string Family { get; init; }

    /// <summary>What the template is for, in the paper's own notation: <c>P1(+P2) I0 T3</c>, <c>P0 (P2/I1/I2) T2</c>; a part left out means any.</summary>
    public required string Key { get; init; }

    /// <summary>The wording, in the slot grammar.</summary>
    public required string Wording { get; init; }

    /// <summary>What the model is to write: <c>target</c>, <c>yes/no</c>, <c>preference</c>, <c>vague</c>, <c>specific</c>, <c>specific/vague</c>, <c>query</c>, <c>history</c>, or two of them as <c>preference, then target</c>; empty for context clauses.</summary>
    public string Output { get; init; } = "target";

    /// <summary>How the task is put.</summary>
    public TemplateStrategy Strategy { get; init; }

    /// <summary>What stands between the two parts of a two-part output; it must hold <c>||</c> or <c>"</c>, which no untrusted text can.</summary>
    public string? Separator { get; init; }

    /// <summary>The answer words; Yes and No where a pointwise template gives none, titles where a pairwise one gives none.</summary>
    public AnswerWords? Answers { get; init; }
}
