using System.ComponentModel;
using InstructRec.Instructions;

namespace Shop;

/// <summary>What the page asks.</summary>
internal sealed record RankRequest
{
    [Description("The person whose history counts; null for a cold start.")]
    public string? Person { get; init; }

    [Description("What is wanted, in words (I1). At most 4,000 characters.")]
    public string? Wish { get; init; }

    [Description("A genre (I2), where there is no wish.")]
    public string? Genre { get; init; }

    [Description("The long-term taste, in words (P2).")]
    public string? Taste { get; init; }

    [Description("How the model is asked: reranking (T3), matching (T2), pointwise (T0) or pairwise (T1).")]
    public TaskForm Task { get; init; } = TaskForm.Reranking;

    [Description("How many films to return, 1 to 20.")]
    public int Top { get; init; } = 10;
}
