namespace InstructRec.Templates;

/// <summary>How an instruction is written out.</summary>
/// <remarks>Immutable.</remarks>
public sealed record FormattingOptions
{
    /// <summary>The defaults: template by the rule of choice, third person, candidates in the caller's order, 512 tokens, 20 interactions.</summary>
    public static FormattingOptions Default { get; } = new();

    /// <summary>The template to use; <see langword="null"/> leaves it to the rule of choice (<see cref="ITemplateRegistry.Choices"/>).</summary>
    public string? TemplateId { get; init; }

    /// <summary>The strategy to choose among; ignored where <see cref="TemplateId"/> is given. Chain of thought changes what the model writes, so it must be asked for.</summary>
    public TemplateStrategy Strategy { get; init; } = TemplateStrategy.Direct;

    /// <summary>Chooses among equally good templates, the same one for the same seed; <see langword="null"/> takes the first.</summary>
    public long? TemplateSeed { get; init; }

    /// <summary>Who speaks.</summary>
    public Persona Persona { get; init; } = Persona.ThirdPerson;

    /// <summary>Puts the candidates in another order, the same one for the same seed; <see langword="null"/> keeps the caller's.</summary>
    public long? PermutationSeed { get; init; }

    /// <summary>The budget in tokens, with the end token; it needs a formatter with a tokenizer and is not looked at otherwise. At least 16.</summary>
    public int MaxTokens
    {
        get;
        init =>
            field =
                value >= 16
                    ? value
                    : throw new ArgumentOutOfRangeException(nameof(value), value, "A budget below 16 tokens holds no instruction.");
    } = 512;

    /// <summary>The most interactions to write out, the latest ones; the paper takes 20.</summary>
    public int MaxHistory
    {
        get;
        init =>
            field =
                value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A history has at least one interaction.");
    } = 20;
}
