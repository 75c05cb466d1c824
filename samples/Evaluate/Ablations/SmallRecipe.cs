using InstructRec.Instructions;
using InstructRec.Training;
using InstructRec.Training.Batches;
using InstructRec.Training.Mixtures;
using InstructRec.Training.Objectives;

namespace Evaluate.Ablations;

/// <summary>How a small model learns: its sizes, its instructions, its batches, its objective.</summary>
internal sealed record SmallRecipe
{
    public const string Base = "base";

    /// <summary>All kinds of instructions, as the ablations of wordings learn them.</summary>
    public static SmallRecipe Diverse { get; } = new() { IsDiverse = true };

    /// <summary>Next items alone.</summary>
    public static SmallRecipe NextItems { get; } = new() { Mixture = MixtureOptions.SequentialOnly with { MaxTitleTokens = 20 }, TokenShare = 0.3 };

    /// <summary>What differs from <see cref="NextItems"/>, one thing each, by the name of the row.</summary>
    public static IReadOnlyDictionary<string, SmallRecipe> Changes { get; } = new Dictionary<string, SmallRecipe>(StringComparer.Ordinal)
    {
        [Base] = NextItems,
        ["one-target"] = NextItems with { Mixture = NextItems.Mixture with { NextItems = 1 } },
        ["no-length-buckets"] = NextItems with { PoolBatches = 1 },
        ["float32"] = NextItems with { IsHalfPrecision = false },
        ["larger-network"] = NextItems with { Size = FreshModelSize.Small },
        ["batch-negatives"] = NextItems with { Listwise = new ListwiseOptions { BatchNegatives = 7 } },
        ["candidates-in-prompt"] = NextItems with
        {
            Task = TaskForm.Reranking,
            Mixture = NextItems.Mixture with { Shares = new Dictionary<MixtureTask, double> { [MixtureTask.Reranking] = 0.87, [MixtureTask.Empty] = 0.13 } },
        },
        ["shorter-histories"] = NextItems with { Mixture = NextItems.Mixture with { HistoryLength = 5 } },
    };

    public FreshModelSize Size { get; init; } = FreshModelSize.Tiny;

    public bool IsHalfPrecision { get; init; } = true;

    public MixtureOptions Mixture { get; init; } = new() { MaxTitleTokens = 24 };

    public int PoolBatches { get; init; } = new BatchOptions().PoolBatches;

    /// <summary>The softmax over candidates beside the likelihood, or none.</summary>
    public ListwiseOptions? Listwise { get; init; }

    /// <summary>The share of batches in which tokens are taught beside the retrieval head.</summary>
    public double TokenShare { get; init; } = 0.6;

    /// <summary>Whether swapped, relatedness and chain-of-thought instructions have shares of their own.</summary>
    public bool IsDiverse { get; init; }

    /// <summary>How the model is asked in the end: reranking shows the candidates.</summary>
    public TaskForm Task { get; init; } = TaskForm.Matching;
}
