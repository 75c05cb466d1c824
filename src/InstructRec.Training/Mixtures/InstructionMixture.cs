using InstructRec.Catalog;
using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Instructions;
using InstructRec.Templates;
using InstructRec.Tokenization;
using InstructRec.Training.Batches;

namespace InstructRec.Training.Mixtures;

/// <summary>Instructions of every task form, made from interactions when they are needed: one example for each training interaction that has one before it.</summary>
/// <remarks>
/// <para>Everything comes from the training part, by position: nothing at or after a person's validation item is shown, written about, asked for or kept out
/// of the negatives. Preferences are written from the items before the target; wishes and attributes are made from the target itself, as in the paper.</para>
/// <para>An example is a function of seed, epoch and place. Thread-safe; managed memory only.</para>
/// </remarks>
public sealed class InstructionMixture : IExampleSource
{
    private readonly LeaveOneOutSplit _split;
    private readonly T5Tokenizer? _tokenizer;
    private readonly OfflineTeacher _teacher;
    private readonly MixtureOptions _options;
    private readonly InstructionFormatter _formatter;
    private readonly MixtureTemplates _templates;
    private readonly TrainingPositions _places;
    private readonly ShownTitles _titles;
    private readonly int[] _pool;
    private readonly (MixtureTask Task, double Until)[] _shares;

    /// <summary>Prepares a mixture.</summary>
    /// <param name="split">The data, split.</param>
    /// <param name="tokenizer">The tokenizer of the network; <see langword="null"/> for texts alone (<see cref="Write"/>).</param>
    /// <param name="options">What it consists of; <see langword="null"/> means the defaults.</param>
    /// <param name="teacher">Who writes preferences and wishes; one over the catalogue with neutral words where <see langword="null"/>.</param>
    /// <param name="templates">The wordings; <see cref="TemplateRegistry.Default"/> where <see langword="null"/>.</param>
    /// <exception cref="InstructRecException">An option cannot work, or nobody has two training interactions (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public InstructionMixture(
        LeaveOneOutSplit split, T5Tokenizer? tokenizer, MixtureOptions? options = null, OfflineTeacher? teacher = null, ITemplateRegistry? templates = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        _split = split;
        _tokenizer = tokenizer;
        _options = (options ?? new MixtureOptions()).Validate();
        _teacher = teacher ?? new OfflineTeacher(split.Dataset.Items);
        _formatter = new InstructionFormatter(templates, tokenizer is null ? null : new T5TokenCounter(tokenizer));
        _templates = new MixtureTemplates(_formatter.Templates);
        _places = new TrainingPositions(split);
        _titles = new ShownTitles(split.Dataset.Items, tokenizer, _options.MaxTitleTokens);
        int[] counts = split.TrainingCounts();
        _pool = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0)];
        double sum = _options.Shares.Values.Sum();
        double until = 0;
        _shares = [.. _options.Shares.OrderBy(s => s.Key).Select(s => (s.Key, until += s.Value / sum))];
        if (_places.Count == 0)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, "nobody has two interactions to learn from", split.Dataset.Name, "Give more data: training needs a history and an item that follows it");
        }
    }

    /// <inheritdoc/>
    public int Count => _places.Count;

    /// <summary>The ids of all templates that examples may be worded by, for a manifest.</summary>
    public IReadOnlyList<string> TemplateIds => [.. _templates.Ids];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => _options.Describe();

    /// <summary>The pieces of every item's title as targets are taught, without the end token, by the item's place in the catalogue.</summary>
    public IReadOnlyList<ReadOnlyMemory<int>> TitlePieces() =>
        [.. Enumerable.Range(0, _split.Dataset.Items.Count).Select(i => _titles.Target(i)).Select(t => (ReadOnlyMemory<int>)t.AsMemory(0, t.Length - 1))];

    /// <inheritdoc/>
    public TrainingExample? Create(int epoch, int index)
    {
        if (_tokenizer is null)
        {
            throw new InvalidOperationException("A mixture without a tokenizer gives texts only.");
        }

        if (Write(epoch, index) is not { } example)
        {
            return null;
        }

        FormattedInstruction formatted = example.Formatted;
        TrainingTarget[] targets = example.TargetItems.Count > 0
            ? [.. example.TargetItems.Select(i => new TrainingTarget(_titles.Target(i)) { Item = i })]
            : [new TrainingTarget(_tokenizer.Encode(formatted.Target!), _options.AnswerWeight)];
        float weight = (float)_options.WeightOf(example.Task, formatted.Template.Id);
        return new TrainingExample(formatted.TokenIds, weight == 1 ? targets : [.. targets.Select(t => t with { Weight = t.Weight * weight })])
        {
            TemplateId = formatted.Template.Id,
            Task = formatted.Template.Task,
            Candidates = _options.ListsCandidates ? [.. example.OtherCandidates.Select(c => _titles.Target(c))] : [],
        };
    }

    /// <inheritdoc/>
    /// <remarks>Every example of the first epoch, by the positions that it uses, and the items from which negatives are drawn.</remarks>
    public void CheckLeakage(CancellationToken cancellationToken = default)
    {
        LeakageChecker checker = new(_split);
        int[] drawn = new int[_split.Dataset.Items.Count];
        foreach (int item in _pool)
        {
            drawn[item] = 1;
        }

        // Without a tokenizer texts are cut nowhere: more is shown than in training, and it costs a tenth.
        InstructionMixture uncut = new(_split, tokenizer: null, _options, _teacher, _formatter.Templates);
        IEnumerable<UsedPositions> examples = Enumerable.Range(0, Count).Select(i =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return uncut.Write(0, i)?.Positions;
        }).OfType<UsedPositions>();
        LeakageChecker.ThrowIfAny(checker.FindInCounts(drawn, "the negatives").Concat(checker.FindInTraining(examples)));
    }

    /// <summary>Writes one example out as text.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The example's place, from 0 to <see cref="Count"/> - 1.</param>
    /// <returns>The example, or <see langword="null"/> where nothing of the kind that was drawn can be said about the place.</returns>
    public MixtureExample? Write(int epoch, int index)
    {
        SplitMix64 random = SeededStream.Of(_options.Seed, SeededStream.Example, epoch, index);
        (int person, int place) = _places.At(index);
        double drawn = (random.Next() >> 11) * (1.0 / (1UL << 53));
        MixtureTask task = Array.Find(_shares, s => drawn < s.Until) is { Until: > 0 } share ? share.Task : _shares[^1].Task;
        MixtureDraw draw = new(_split, _titles, _options, _pool, person, place, _places.Start(person));
        return task switch
        {
            MixtureTask.Sequential => Next(task, draw, Instructed(draw.HistoryPreference()), ref random),
            MixtureTask.Empty => Next(task, draw, Instruction.Empty, ref random),
            MixtureTask.Preference => Preferred(draw, ref random),
            MixtureTask.Search => Wished(task, draw, Preference.None, ref random),
            MixtureTask.Personal => Wished(task, draw, draw.HistoryPreference(), ref random),
            MixtureTask.Reranking => Chosen(task, TaskForm.Reranking, draw, Instructed(draw.HistoryPreference()), ref random),
            MixtureTask.Pointwise => Judged(draw, ref random),
            _ => Chosen(task, TaskForm.Pairwise, draw, Instructed(random.Below(5) == 0 ? Preference.None : draw.HistoryPreference()), ref random),
        };
    }

    private static Instruction Instructed(Preference preference, Intention? intention = null) => new() { Preference = preference, Intention = intention ?? Intention.None };

    private MixtureExample? Next(MixtureTask task, MixtureDraw draw, Instruction instruction, ref SplitMix64 random)
    {
        int[] places = draw.FollowingPlaces(ref random);
        return Format(task, TaskForm.Matching, draw, instruction, draw.Target, [], places, ref random);
    }

    private MixtureExample? Preferred(MixtureDraw draw, ref SplitMix64 random)
    {
        string? text = _teacher.WritePreference(draw.WholeHistory(), random.Next());
        if (text is null)
        {
            return Next(MixtureTask.Sequential, draw, Instructed(draw.HistoryPreference()), ref random);
        }

        Preference preference = random.Below(2) == 0 ? Preference.Explicit(text) : draw.HistoryPreference(text);
        return Next(MixtureTask.Preference, draw, Instructed(preference), ref random);
    }

    private MixtureExample? Wished(MixtureTask task, MixtureDraw draw, Preference preference, ref SplitMix64 random)
    {
        Intention intention = Wish(draw, ref random);
        if (intention.Form == IntentionForm.None)
        {
            return Next(MixtureTask.Sequential, draw, Instructed(draw.HistoryPreference()), ref random);
        }

        Instruction instruction = Instructed(preference, intention);
        return random.Below(3) == 0
            ? Chosen(task, TaskForm.Reranking, draw, instruction, ref random)
            : Format(task, TaskForm.Matching, draw, instruction, draw.Target, [], [draw.Place], ref random);
    }

    private Intention Wish(MixtureDraw draw, ref SplitMix64 random)
    {
        if (_options.QueryItems?.HoldsOut(draw.ItemAt(draw.Place)) == true)
        {
            return Intention.None;
        }

        Item target = draw.Target;
        if (random.Below(2) == 0)
        {
            return _teacher.WriteIntention(target, random.Next()) is { } wish ? Intention.Vague(wish) : Intention.None;
        }

        Intention whole = _teacher.SpecificIntention(target);
        if (whole.Form == IntentionForm.None || random.Below(2) == 0)
        {
            return whole;
        }

        IReadOnlyList<string> labels = whole.Attributes[0].Labels;
        return Intention.Specific(labels[random.Below(labels.Count)]);
    }

    private MixtureExample? Judged(MixtureDraw draw, ref SplitMix64 random)
    {
        Preference preference = random.Below(6) == 0 ? Preference.None : draw.HistoryPreference();
        Intention intention = random.Below(6) == 0 ? Wish(draw, ref random) : Intention.None;
        Item judged = random.Below(2) == 0 ? draw.Target : draw.Negatives(1, ref random)[0];
        return Format(MixtureTask.Pointwise, TaskForm.Pointwise, draw, Instructed(preference, intention), draw.Target, [judged], [draw.Place], ref random);
    }

    private MixtureExample? Chosen(MixtureTask task, TaskForm form, MixtureDraw draw, Instruction instruction, ref SplitMix64 random)
    {
        int least = Math.Min(3, _options.Negatives);
        int count = form == TaskForm.Pairwise ? 1 : least + random.Below(_options.Negatives - least + 1);
        Item[] candidates = [draw.Target, .. draw.Negatives(count, ref random)];
        random.Shuffle<Item>(candidates);
        return Format(task, form, draw, instruction, draw.Target, candidates, [draw.Place], ref random);
    }

    private MixtureExample? Format(
        MixtureTask task, TaskForm form, MixtureDraw draw, Instruction instruction, Item target, Item[] candidates, int[] places, ref SplitMix64 random)
    {
        if (_templates.Draw(instruction, form, ref random) is not { } template)
        {
            return null;
        }

        FormattingOptions options = new()
        {
            MaxTokens = _options.MaxTokens,
            MaxHistory = _options.HistoryLength,
            Persona = random.Below(3) == 0 ? Persona.FirstPerson : Persona.ThirdPerson,
        };
        InstructionExample example = new() { Instruction = instruction with { Task = form }, Target = target, Candidates = candidates };
        FormattedInstruction formatted = _formatter.FormatExample(template, example, options);
        int[] items = template.Answers is null ? [.. places.Select(draw.ItemAt).Distinct()] : [];
        UsedPositions used = new(
            $"training example {template.Id}", draw.Person,
            instruction.Preference.History.Count > 0 ? draw.HistoryPositions(_options.HistoryLength) : [],
            instruction.Preference.Text is null ? [] : draw.HistoryPositions(int.MaxValue),
            [.. places.Select(draw.Position)]);
        Item[] others = form == TaskForm.Reranking && template.Answers is null ? [.. candidates.Where(c => !ReferenceEquals(c, target))] : [];
        return new MixtureExample(task, formatted, items, used) { OtherCandidates = others };
    }
}
