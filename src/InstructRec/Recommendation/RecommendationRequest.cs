using InstructRec.Instructions;

namespace InstructRec.Recommendation;

/// <summary>What a <see cref="CatalogRecommender"/> is asked: who, what is wanted now, and how many.</summary>
/// <remarks>Immutable. All texts and ids are untrusted.</remarks>
public sealed record RecommendationRequest
{
    /// <summary>The person's id, whose history is looked up; <see langword="null"/> for somebody who is not known.</summary>
    public string? Person { get; init; }

    /// <summary>The taste in words; <see langword="null"/> or blank where there is none.</summary>
    public string? Taste { get; init; }

    /// <summary>What is wanted now; nothing said unless set.</summary>
    public Intention Intention { get; init; } = Intention.None;

    /// <summary>The circumstances, where any are known.</summary>
    public InstructionContext? Context { get; init; }

    /// <summary>The task form; <see langword="null"/> leaves it to the recommender's strategy.</summary>
    public TaskForm? Task { get; init; }

    /// <summary>How many candidates the model ranks, at least 1; 100 by default.</summary>
    public int Candidates
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one candidate is ranked.");
    } = 100;

    /// <summary>Length (ten where <see cref="RankingOptions.Top"/> is not set), filters, strategy, template.</summary>
    public RankingOptions Options { get; init; } = RankingOptions.Default;
}
