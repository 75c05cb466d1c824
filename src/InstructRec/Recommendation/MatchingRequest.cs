using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Runtime;

namespace InstructRec.Recommendation;

/// <summary>A question for items out of a whole catalogue (task form T2).</summary>
/// <param name="Instruction">What is asked; its task form is taken as <see cref="TaskForm.Matching"/>.</param>
/// <param name="Catalog">Everything that may be named; nothing else ever is. Pass the same list again and it is compiled once, whatever the filter.</param>
public sealed record MatchingRequest(Instruction Instruction, IReadOnlyList<Item> Catalog)
{
    /// <summary>How many items at most, at least 1; default 10.</summary>
    public int Count
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Matching names at least one item.");
    } = 10;

    /// <summary>Which items of the catalogue may be named; all where <see langword="null"/>. Asked about every item, on the thread that asks the model, so it does little.</summary>
    public Func<Item, bool>? Filter { get; init; }

    /// <summary>The template to use; <see langword="null"/> leaves the choice to the model's formatter.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Who waits for the answer; default <see cref="RequestPriority.Interactive"/>.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>When the answer is of no use any more: from then on the call fails with <see cref="InstructRecErrorKind.Expired"/>; <see langword="null"/> for never.</summary>
    public DateTimeOffset? Deadline { get; init; }
}
