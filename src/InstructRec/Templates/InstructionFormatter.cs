using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>Writes instructions out by the templates of a registry, within the budget of a tokenizer.</summary>
/// <remarks>
/// Safe from any thread. What the budget takes, in this order: the oldest interactions down to one; then the longest titles, at a word; then the end
/// of the preference in words. Task, intention, context and candidates are never cut: a text that still does not fit is an exception.
/// </remarks>
public sealed class InstructionFormatter : IInstructionFormatter
{
    private readonly ITokenCounter? tokenizer;

    /// <summary>A formatter, for example <c>new InstructionFormatter(tokenizer: new T5TokenCounter(tokenizer))</c>.</summary>
    /// <param name="templates">The templates to choose from; <see cref="TemplateRegistry.Default"/> where none are given.</param>
    /// <param name="tokenizer">The tokenizer of the model that will read the texts; without one no budget is kept and no tokens are returned.</param>
    public InstructionFormatter(ITemplateRegistry? templates = null, ITokenCounter? tokenizer = null)
    {
        Templates = templates ?? TemplateRegistry.Default;
        this.tokenizer = tokenizer;
    }

    /// <inheritdoc/>
    public ITemplateRegistry Templates { get; }

    /// <inheritdoc/>
    public FormattedInstruction Format(Instruction instruction, IReadOnlyList<Item>? candidates = null, FormattingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        options ??= FormattingOptions.Default;
        candidates ??= [];
        InstructionTemplate template = TemplateChoice.For(Templates, instruction, options);
        TemplateChoice.CheckCandidates(template, candidates);
        return Write(template, instruction, candidates, target: null, options);
    }

    /// <inheritdoc/>
    public FormattedInstruction FormatExample(InstructionTemplate template, InstructionExample example, FormattingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(example);
        if (TargetText.Missing(template, example) is { } missing)
        {
            throw new InstructRecException(InstructRecErrorKind.Instruction, $"the example has {missing}", template.Id);
        }

        FormattedInstruction written = Write(
            template,
            example.Instruction,
            template.Task is TaskForm.Matching or null ? [] : example.Candidates,
            example.Target,
            options ?? FormattingOptions.Default
        );
        return written with
        {
            Target = TargetText.Of(template, example, written.Candidates, (options ?? FormattingOptions.Default).MaxHistory),
        };
    }

    /// <inheritdoc/>
    public bool CanFormat(InstructionTemplate template, InstructionExample example)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(example);
        return TargetText.Missing(template, example) is null;
    }

    /// <inheritdoc/>
    public int CountThatFits(Instruction instruction, IReadOnlyList<Item> candidates, FormattingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        ArgumentNullException.ThrowIfNull(candidates);
        options ??= FormattingOptions.Default;
        if (tokenizer is null || candidates.Count == 0)
        {
            return candidates.Count;
        }

        InstructionTemplate template = TemplateChoice.For(Templates, instruction, options);
        return new Budget(
            Draft.Of(Templates, template, instruction, candidates, target: null, options),
            tokenizer,
            options.MaxTokens
        ).CandidatesThatFit();
    }

    private FormattedInstruction Write(
        InstructionTemplate template,
        Instruction instruction,
        IReadOnlyList<Item> candidates,
        Item? target,
        FormattingOptions options
    )
    {
        int[]? order = null;
        if (options.PermutationSeed is { } seed && candidates.Count > 1)
        {
            order = Permutation.Of(candidates.Count, seed);
            candidates = Array.AsReadOnly(Array.ConvertAll(order, candidates.ElementAt));
        }

        Draft draft = Draft.Of(Templates, template, instruction, candidates, target, options);
        string text = draft.Write(cutter: null);
        if (tokenizer is null)
        {
            return new FormattedInstruction(text, template, candidates) { CandidateOrder = order, Truncation = draft.Unsaid() };
        }

        int[] tokens = tokenizer.Encode(text);
        Truncation truncation = draft.Unsaid();
        if (tokens.Length > options.MaxTokens)
        {
            (text, Truncation cut) = new Budget(draft, tokenizer, options.MaxTokens).Fit();
            truncation = truncation with
            {
                HistoryDropped = cut.HistoryDropped,
                TitlesShortened = cut.TitlesShortened,
                PreferenceShortened = truncation.PreferenceShortened || cut.PreferenceShortened,
            };
            tokens = tokenizer.Encode(text);
        }

        return new FormattedInstruction(text, template, candidates)
        {
            CandidateOrder = order,
            Truncation = truncation,
            TokenIds = tokens,
            TokenCount = tokens.Length,
        };
    }
}
