using InstructRec.Data.Candidates;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Evaluation.Protocols;

/// <summary>One row of an ablation: what training goes without, everything else alike and as many minutes.</summary>
/// <param name="Name">For example <c>without swap</c>.</param>
/// <param name="Strategies">The strategies that stay.</param>
/// <param name="WithoutPreferences">Forms of preference that are never told.</param>
/// <param name="WithoutIntentions">Forms of intention that are never told.</param>
/// <param name="TemplateCount">How many of the paper's 39 wordings stay, a seeded choice; all where <see langword="null"/>.</param>
/// <param name="IsTuned">Whether there is any training.</param>
public sealed record Ablation(
    string Name, IReadOnlyList<TemplateStrategy> Strategies, IReadOnlyList<PreferenceForm> WithoutPreferences, IReadOnlyList<IntentionForm> WithoutIntentions,
    int? TemplateCount = null, bool IsTuned = true)
{
    private static readonly TemplateStrategy[] AllStrategies = Enum.GetValues<TemplateStrategy>();
    private static readonly Ablation Whole = new("everything", AllStrategies, [], []);

    /// <summary>The rows: everything, without each strategy, without each kind of knowledge, with 1, 10 and 39 templates, and untuned.</summary>
    public static IReadOnlyList<Ablation> All { get; } =
    [
        Whole,
        Whole with { Name = "without swap", Strategies = [.. AllStrategies.Where(s => s != TemplateStrategy.Swap)] },
        Whole with { Name = "without relatedness", Strategies = [.. AllStrategies.Where(s => s != TemplateStrategy.Relatedness)] },
        Whole with { Name = "without chain of thought", Strategies = [.. AllStrategies.Where(s => s != TemplateStrategy.ChainOfThought)] },
        Whole with { Name = "without P2", WithoutPreferences = [PreferenceForm.Explicit, PreferenceForm.Both] },
        Whole with { Name = "without I1", WithoutIntentions = [IntentionForm.Vague] },
        Whole with { Name = "without I2", WithoutIntentions = [IntentionForm.Specific] },
        Whole with { Name = "1 template", TemplateCount = 1 },
        Whole with { Name = "10 templates", TemplateCount = 10 },
        Whole with { Name = "39 templates", TemplateCount = 39 },
        Whole with { Name = "untuned", IsTuned = false },
    ];

    /// <summary>The ablation of that name.</summary>
    /// <param name="name">For example <c>without swap</c>.</param>
    /// <returns>The ablation.</returns>
    /// <exception cref="InstructRecException">There is none (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public static Ablation Named(string name) => All.FirstOrDefault(a => a.Name == name)
        ?? throw new InstructRecException(InstructRecErrorKind.Options, $"there is no ablation '{name}'", remedy: $"There are {string.Join(", ", All.Select(a => a.Name))}");

    /// <summary>The wordings to train with: give them to the mixture.</summary>
    /// <param name="templates">The whole registry.</param>
    /// <param name="seed">Chooses the wordings where only some stay.</param>
    /// <returns>What stays. With a number of templates the prior's wording, by which scores are corrected, stays beside them; a single one is the first of sequential matching.</returns>
    public ITemplateRegistry Restrict(ITemplateRegistry templates, ulong seed = FrozenCandidates.DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(templates);
        HashSet<string>? chosen = TemplateCount is { } count ? Choose(templates, count, seed) : null;
        return new RestrictedTemplates(
            templates, t => Strategies.Contains(t.Strategy) && (chosen?.Contains(t.Id) ?? true), WithoutPreferences, WithoutIntentions);
    }

    // Each smaller choice is part of the larger, and all begin with the wording that the sequential task needs.
    private static HashSet<string> Choose(ITemplateRegistry templates, int count, ulong seed)
    {
        string[] paper =
        [
            .. templates.All.Where(t => t.Family is TemplateFamilies.Recommendation or TemplateFamilies.Search or TemplateFamilies.Personal).Select(t => t.Id),
        ];
        int first = Math.Max(0, Array.IndexOf(paper, "rec-01"));
        (paper[0], paper[first]) = (paper[first], paper[0]);
        new SplitMix64(seed).Shuffle(paper.AsSpan(1));
        return [.. paper.Take(count), TemplateRegistry.PriorTemplateId];
    }
}
