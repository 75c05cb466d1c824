using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Templates;
using InstructRec.Training.Objectives;

namespace Evaluate.Ablations;

/// <summary>One model to be trained: what it is called, the wordings and strategies it learns by, its seed.</summary>
internal sealed record AblationRow(string Name, ITemplateRegistry Templates, IReadOnlyList<TemplateStrategy> Strategies, bool IsTuned = true, long Seed = 1)
{
    public const string Everything = "everything";
    public const string Unseen = "unseen-wordings";
    public const string Listwise = "listwise";

    /// <summary>Whether preferences in words (P2) are told and asked for.</summary>
    public bool TellsPreferences { get; init; } = true;

    /// <summary>Whether wishes (I1) are.</summary>
    public bool TellsWishes { get; init; } = true;

    /// <summary>Whether attributes (I2) are.</summary>
    public bool TellsAttributes { get; init; } = true;

    /// <summary>How it learns beside its wordings.</summary>
    public SmallRecipe Recipe { get; init; } = SmallRecipe.Diverse;

    /// <summary>What can be asked for on the command line.</summary>
    public static string[] Names { get; } = [.. Ablation.All.Select(a => a.Name.Replace(' ', '-')), Unseen, Listwise];

    public static AblationRow Of(string name)
    {
        if (SmallRecipe.Changes.TryGetValue(name, out SmallRecipe? change))
        {
            return Of(Everything) with { Name = name, Recipe = change };
        }

        if (name == Unseen)
        {
            return new AblationRow(Unseen, new UnseenWordings(TemplateRegistry.Default).Training, Enum.GetValues<TemplateStrategy>());
        }

        if (name == Listwise)
        {
            return Of(Everything) with { Name = name, Recipe = SmallRecipe.Diverse with { Listwise = new ListwiseOptions() } };
        }

        Ablation ablation = Ablation.All.First(a => a.Name.Replace(' ', '-') == name);
        return new AblationRow(name, ablation.Restrict(TemplateRegistry.Default), ablation.Strategies, ablation.IsTuned)
        {
            TellsPreferences = !ablation.WithoutPreferences.Contains(PreferenceForm.Explicit),
            TellsWishes = !ablation.WithoutIntentions.Contains(IntentionForm.Vague),
            TellsAttributes = !ablation.WithoutIntentions.Contains(IntentionForm.Specific),
        };
    }

    /// <summary>The folder of its model.</summary>
    public string FolderName => $"{Name}.{Seed}";
}
