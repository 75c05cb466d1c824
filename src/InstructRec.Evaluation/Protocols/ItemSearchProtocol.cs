using System.Diagnostics;
using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Evaluation.Metrics;
using InstructRec.Instructions;

namespace InstructRec.Evaluation.Protocols;

/// <summary>Product search ⟨P0, I1 or I2, T3⟩: an item is to be found among others by a wish or attributes made from it. An oracle query, and labelled so.</summary>
/// <remarks>Ask about items held out of training (<see cref="ItemSplit"/>): a model that learned queries made of the same items knows the answer. Thread-safe.</remarks>
public sealed class ItemSearchProtocol
{
    private readonly IReadOnlyList<Item> _catalog;
    private readonly OfflineTeacher _teacher;
    private readonly IntentionForm _form;
    private InstructionQuestion[] _questions = [];
    private int[] _targets = [];
    private readonly string _name;
    private readonly SplitPart _part;
    private readonly ProtocolOptions _options;

    /// <summary>Prepares the questions.</summary>
    /// <param name="catalog">The catalogue that negatives come from: uniform, none with just the target's attributes.</param>
    /// <param name="items">The items to ask for; those about which the teacher has nothing to say are passed over.</param>
    /// <param name="teacher">Makes the queries.</param>
    /// <param name="form">A wish (I1) or attributes (I2).</param>
    /// <param name="part">Which part of the items these are.</param>
    /// <param name="negatives">How many negatives each.</param>
    /// <param name="options">Seed, batch size, sample.</param>
    /// <exception cref="InstructRecException">No item can be asked for (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public ItemSearchProtocol(
        IReadOnlyList<Item> catalog, IReadOnlyList<int> items, OfflineTeacher teacher, IntentionForm form = IntentionForm.Specific, SplitPart part = SplitPart.Test, int negatives = 9,
        ProtocolOptions? options = null)
        : this(catalog, teacher, form, part, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Positive(negatives)} negatives"), options)
    {
        ArgumentNullException.ThrowIfNull(items);
        Intention[] attributes = [.. catalog.Select(i => teacher.SpecificIntention(i))];
        Ask(Sample(items).Select(item =>
        {
            SplitMix64 random = SplitMix64.ForPerson(_options.ShuffleSeed, 6, item);
            Intention wanted = Wanted(attributes[item], item, ref random);
            int[]? candidates = wanted.Form == IntentionForm.None ? null : Candidates(attributes, item, negatives, ref random);
            return (item, wanted, candidates ?? []);
        }));
    }

    /// <summary>Prepares questions with candidates from elsewhere, for example of a retrieval model or of another's comparison.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="candidates">Items to ask for and what they stand among, for example from <see cref="ItemCandidateFile.Read"/>; items about which the teacher has nothing to say are passed over.</param>
    /// <param name="teacher">Makes the queries.</param>
    /// <param name="form">A wish (I1) or attributes (I2).</param>
    /// <param name="part">Which part of the items these are.</param>
    /// <param name="options">Seed, batch size, sample.</param>
    /// <exception cref="InstructRecException">No item can be asked for, or one has fewer candidates than <see cref="ProtocolOptions.LeastCandidates"/> (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public ItemSearchProtocol(
        IReadOnlyList<Item> catalog, ItemCandidateSet candidates, OfflineTeacher teacher, IntentionForm form = IntentionForm.Specific, SplitPart part = SplitPart.Test, ProtocolOptions? options = null)
        : this(catalog, teacher, form, part, (candidates ?? throw new ArgumentNullException(nameof(candidates))).Name, options)
    {
        Dictionary<int, ItemCandidateRow> rows = candidates.Rows.ToDictionary(r => r.Target);
        Ask(Sample([.. candidates.Rows.Select(r => r.Target)]).Select(item =>
        {
            SplitMix64 random = SplitMix64.ForPerson(_options.ShuffleSeed, 6, item);
            Intention wanted = Wanted(teacher.SpecificIntention(catalog[item]), item, ref random);
            int[] shuffled = [item, .. rows[item].Negatives];
            if (shuffled.Length < _options.LeastCandidates)
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Data, $"the item '{catalog[item].Id}' has {shuffled.Length} candidates, {_options.LeastCandidates} are asked for", candidates.Name, "Give it more negatives");
            }

            random.Shuffle<int>(shuffled);
            return (item, wanted, shuffled);
        }));
    }

    private ItemSearchProtocol(IReadOnlyList<Item> catalog, OfflineTeacher teacher, IntentionForm form, SplitPart part, string candidates, ProtocolOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(teacher);
        (_catalog, _teacher, _form, _part, _options) = (catalog, teacher, form, part, options ?? ProtocolOptions.Default);
        _name = $"product search ⟨P0,{(form == IntentionForm.Vague ? "I1" : "I2")},T3⟩, {candidates}";
    }

    /// <summary>The questions, as every system gets them.</summary>
    public IReadOnlyList<InstructionQuestion> Questions => _questions;

    /// <summary>Asks a model for every item.</summary>
    /// <param name="name">What tables call it.</param>
    /// <param name="score">The model, or a baseline such as <see cref="Baselines.InstructionBaselines.Bm25"/>.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>Where each item stood; the result's people are the items.</returns>
    /// <exception cref="InstructRecException">A score is missing or NaN: the message names the item asked for and the candidate (<see cref="InstructRecErrorKind.Scores"/>).</exception>
    public async Task<EvaluationResult> RunAsync(string name, InstructionScoring score, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(score);
        long started = Stopwatch.GetTimestamp();
        List<TargetRank> ranks = [];
        foreach (InstructionQuestion[] batch in _questions.Chunk(_options.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<IReadOnlyList<double>> scores = await score(batch, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < batch.Length; i++)
            {
                double[] own = i < scores.Count ? [.. scores[i]] : [];
                int nan = Array.FindIndex(own, double.IsNaN);
                if (own.Length != batch[i].Candidates.Count || nan >= 0)
                {
                    Item at = batch[i].Candidates[nan >= 0 ? nan : Math.Min(own.Length, batch[i].Candidates.Count - 1)];
                    throw new InstructRecException(
                        InstructRecErrorKind.Scores,
                        $"{(nan >= 0 ? "a score is not a number" : $"{own.Length} scores came for {batch[i].Candidates.Count} candidates")} (asked for item '{batch[i].Subject}', candidate '{at.Id}')",
                        name, "A model returns one number per candidate, in order");
                }

                ranks.Add(TargetRank.Of(own, _targets[ranks.Count]));
            }
        }

        return new EvaluationResult(name, _name, _part, _options.ShuffleSeed, IsOracleQuery: true, [.. _questions.Select(q => q.Subject)], ranks, Stopwatch.GetElapsedTime(started)) { Subjects = "items" };
    }

    private static int Positive(int negatives)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(negatives);
        return negatives;
    }

    private Intention Wanted(Intention attributes, int item, ref SplitMix64 random) => _form == IntentionForm.Specific ? attributes
        : _teacher.WriteIntention(_catalog[item], random.Next()) is { } wish ? Intention.Vague(wish) : Intention.None;

    private void Ask(IEnumerable<(int Item, Intention Wanted, int[] Candidates)> all)
    {
        (int Item, Intention Wanted, int[] Candidates)[] asked = [.. all.Where(q => q.Wanted.Form != IntentionForm.None && q.Candidates.Length > 0)];
        _targets = [.. asked.Select(q => Array.IndexOf(q.Candidates, q.Item))];
        _questions = [.. asked.Select(q => new InstructionQuestion(_catalog[q.Item].Id, new Instruction { Intention = q.Wanted, Task = TaskForm.Reranking }, [.. q.Candidates.Select(c => _catalog[c])]))];
        if (_questions.Length == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "no item has attributes to search by", remedy: "Give the items attributes such as a genre or a category");
        }
    }

    private IReadOnlyList<int> Sample(IReadOnlyList<int> items)
    {
        if (_options.PersonSample is not { } count || count >= items.Count)
        {
            return items;
        }

        int[] order = [.. items];
        new SplitMix64(~_options.ShuffleSeed).Shuffle<int>(order);
        return [.. order.Take(count).Order()];
    }

    private static int[]? Candidates(Intention[] attributes, int target, int negatives, ref SplitMix64 random)
    {
        const int patience = 50;
        List<int> candidates = [target];
        for (int tries = 0; candidates.Count <= negatives && tries < patience * negatives; tries++)
        {
            int other = random.Below(attributes.Length);
            if (!candidates.Contains(other) && attributes[other].Form != IntentionForm.None && !attributes[other].Equals(attributes[target]))
            {
                candidates.Add(other);
            }
        }

        int[] shuffled = [.. candidates];
        random.Shuffle<int>(shuffled);
        return shuffled.Length == negatives + 1 ? shuffled : null;
    }
}
