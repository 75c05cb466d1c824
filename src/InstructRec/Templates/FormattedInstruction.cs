using InstructRec.Catalog;

namespace InstructRec.Templates;

/// <summary>An instruction written out: the text a model reads, and how it came about.</summary>
/// <remarks>Immutable as long as the caller leaves the list of candidates alone, which is kept, not copied; managed memory only.</remarks>
public sealed record FormattedInstruction
{
    internal FormattedInstruction(string text, InstructionTemplate template, IReadOnlyList<Item> candidates)
    {
        Text = text;
        Template = template;
        Candidates = candidates;
    }

    /// <summary>The text a model reads, on one line.</summary>
    public string Text { get; }

    /// <summary>What the model is to write; <see langword="null"/> where it is not known, as in every request of a host.</summary>
    public string? Target { get; init; }

    /// <summary>The template that words it.</summary>
    public InstructionTemplate Template { get; }

    /// <summary>The tokens of <see cref="Text"/> with the end token; empty where the formatter has no tokenizer.</summary>
    public IReadOnlyList<int> TokenIds { get; init; } = [];

    /// <summary>The number of tokens with the end token; <see langword="null"/> where the formatter has no tokenizer.</summary>
    public int? TokenCount { get; init; }

    /// <summary>What is not in the text.</summary>
    public Truncation Truncation { get; init; }

    /// <summary>The candidates in the order of the text.</summary>
    public IReadOnlyList<Item> Candidates { get; }

    /// <summary>For each of <see cref="Candidates"/> its index in the caller's list; <see langword="null"/> where the order is the caller's.</summary>
    public IReadOnlyList<int>? CandidateOrder { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
