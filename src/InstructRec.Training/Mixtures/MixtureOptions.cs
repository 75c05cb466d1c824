using System.Globalization;
using InstructRec.Data.Splits;

namespace InstructRec.Training.Mixtures;

/// <summary>What a mixture consists of. The defaults give most of the weight to next items, which teach most per second, and some to every other task form.</summary>
public sealed record MixtureOptions
{
    /// <summary>The share of each kind of example; they need not add up to 1, and a kind that is left out does not occur.</summary>
    public IReadOnlyDictionary<MixtureTask, double> Shares { get; init; } = new Dictionary<MixtureTask, double>
    {
        [MixtureTask.Sequential] = 0.56,
        [MixtureTask.Empty] = 0.12,
        [MixtureTask.Preference] = 0.05,
        [MixtureTask.Search] = 0.07,
        [MixtureTask.Personal] = 0.05,
        [MixtureTask.Reranking] = 0.04,
        [MixtureTask.Pointwise] = 0.08,
        [MixtureTask.Pairwise] = 0.03,
    };

    /// <summary>How many next items share one encoding; 8.</summary>
    public int NextItems { get; init; } = 8;

    /// <summary>From how many of the person's following items they are drawn, the next one always among them; 32.</summary>
    public int Window { get; init; } = 32;

    /// <summary>How many past items an instruction shows at most; 10.</summary>
    public int HistoryLength { get; init; } = 10;

    /// <summary>To how many tokens titles are cut in training, the end token counted; 14. A cut target keeps its end token.</summary>
    public int MaxTitleTokens { get; init; } = 14;

    /// <summary>How many negatives a reranking example shows at most, beside the target; at least 3 are shown. 9.</summary>
    public int Negatives { get; init; } = 9;

    /// <summary>How much a token of an answer word (yes or no, first or second) counts, against 1 for a token of a title; there are so few of them. 8.</summary>
    public float AnswerWeight { get; init; } = 8;

    /// <summary>How much each token of a kind's targets counts in the loss; 1 where a kind is not named. Shares decide how often a kind occurs, weights how loud it is.</summary>
    public IReadOnlyDictionary<MixtureTask, double> TaskWeights { get; init; } = new Dictionary<MixtureTask, double>();

    /// <summary>How much each token counts under a template, by the template's id, times the kind's weight; 1 where a template is not named.</summary>
    public IReadOnlyDictionary<string, double> TemplateWeights { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether reranking examples carry their other candidates, for <see cref="Objectives.ListwiseObjective"/>; off.</summary>
    public bool ListsCandidates { get; init; }

    /// <summary>Items of whose own wishes and attributes nothing is learned, because product search is to be measured on them; a next item is asked for instead. None by default.</summary>
    public ItemSplit? QueryItems { get; init; }

    /// <summary>The budget of an instruction in tokens; 512.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Decides every draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Next items and empty instructions alone: the sequential task and nothing else.</summary>
    public static MixtureOptions SequentialOnly { get; } = new()
    {
        Shares = new Dictionary<MixtureTask, double> { [MixtureTask.Sequential] = 0.87, [MixtureTask.Empty] = 0.13 },
    };

    /// <summary>The options as a run's state and manifest keep them.</summary>
    internal IReadOnlyDictionary<string, string> Describe() => new OptionTexts()
        .With("Shares", string.Join(", ", Shares.OrderBy(s => s.Key).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value}"))))
        .With("NextItems", NextItems).With("Window", Window).With("HistoryLength", HistoryLength).With("MaxTitleTokens", MaxTitleTokens)
        .With("Negatives", Negatives).With("AnswerWeight", AnswerWeight).With("MaxTokens", MaxTokens).With("MixtureSeed", Seed).With("ListsCandidates", ListsCandidates)
        .With("TaskWeights", Texts(TaskWeights)).With("TemplateWeights", Texts(TemplateWeights))
        .With(QueryItems is { } items ? new OptionTexts().With("ItemsHeldOutOfQueries", items.Validation.Count + items.Test.Count).All : (IReadOnlyDictionary<string, string>)new Dictionary<string, string>()).All;

    private static string Texts<T>(IReadOnlyDictionary<T, double> weights)
        where T : notnull =>
        string.Join(", ", weights.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} {w.Value}")).Order(StringComparer.Ordinal));

    internal double WeightOf(MixtureTask task, string templateId) => TaskWeights.GetValueOrDefault(task, 1) * TemplateWeights.GetValueOrDefault(templateId, 1);

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public MixtureOptions Validate()
    {
        Require(Shares is { Count: > 0 } && Shares.All(s => double.IsFinite(s.Value) && s.Value >= 0) && Shares.Values.Sum() > 0, "Shares must not be negative and not all zero");
        Require(NextItems >= 1 && Window >= NextItems, "NextItems must be at least 1 and Window at least NextItems");
        Require(HistoryLength >= 1, "HistoryLength must be at least 1");
        Require(MaxTitleTokens >= 2, "MaxTitleTokens must be at least 2");
        Require(Negatives >= 1, "Negatives must be at least 1");
        Require(float.IsFinite(AnswerWeight) && AnswerWeight > 0, "AnswerWeight must be positive");
        Require(TaskWeights.Values.Concat(TemplateWeights.Values).All(w => double.IsFinite(w) && w > 0), "TaskWeights and TemplateWeights must be positive: leave a kind out by its share");
        Require(MaxTokens >= 16, "MaxTokens must be at least 16");
        return this;

        static void Require(bool holds, string rule)
        {
            if (!holds)
            {
                throw new InstructRecException(InstructRecErrorKind.Options, rule, nameof(MixtureOptions));
            }
        }
    }
}
