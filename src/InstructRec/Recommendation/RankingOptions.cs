using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Runtime;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>How one request is ranked.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RankingOptions
{
    /// <summary>The defaults: everything given is ranked, by the strategy that fits the task form.</summary>
    public static RankingOptions Default { get; } = new();

    /// <summary>How many items to return; all where <see langword="null"/>.</summary>
    public int? Top
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A ranking returns at least one item.");
    }

    /// <summary>The strategy; <see langword="null"/> takes the recommender's for the instruction's task form.</summary>
    public IRankingStrategy? Strategy { get; init; }

    /// <summary>The template to use; <see langword="null"/> leaves the choice to the model's formatter.</summary>
    public string? TemplateId { get; init; }

    /// <summary>
    /// Lets the model reason before it answers (chain of thought): the reasoning is decoded, and the candidates are scored given it. It stands in
    /// <see cref="Ranking.Reasoning"/>. <see langword="null"/> (the default) does so only where <see cref="TemplateId"/> names a chain-of-thought template.
    /// </summary>
    public ReasoningOptions? Reasoning { get; init; }

    /// <summary>Told how far each call of the model is, on the thread that scores: do little there. <see langword="null"/> for nobody.</summary>
    public IProgress<ScoringProgress>? Progress { get; init; }

    /// <summary>Who waits for the ranking; default <see cref="RequestPriority.Interactive"/>. Jobs over many people are <see cref="RequestPriority.Bulk"/>.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>When the ranking is of no use any more: from then on the call fails with <see cref="InstructRecErrorKind.Expired"/>; <see langword="null"/> for never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Leaves out items that stand in the instruction's history (by id).</summary>
    public bool ExcludeHistory { get; init; }

    /// <summary>Ids that may be returned, and no others; everything where <see langword="null"/>.</summary>
    public IReadOnlySet<string>? Allow { get; init; }

    /// <summary>Ids that must not be returned.</summary>
    public IReadOnlySet<string>? Deny { get; init; }

    internal IReadOnlyList<Item> Filter(Instruction instruction, IReadOnlyList<Item> candidates) =>
        Filter(instruction) is { } admits ? [.. candidates.Where(admits)] : candidates;

    /// <summary>Which items may be returned; <see langword="null"/> where all may.</summary>
    internal Func<Item, bool>? Filter(Instruction instruction)
    {
        if (!ExcludeHistory && Allow is null && Deny is null)
        {
            return null;
        }

        HashSet<string>? seen = ExcludeHistory ? [.. instruction.Preference.History.Select(i => i.Item.Id)] : null;
        return item => seen?.Contains(item.Id) != true && Allow?.Contains(item.Id) != false && Deny?.Contains(item.Id) != true;
    }
}
