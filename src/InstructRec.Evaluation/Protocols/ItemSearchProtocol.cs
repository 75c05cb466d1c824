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
    private readonly InstructionQuestion[] _questions;
    private readonly int[] _targets;
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
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(negatives);
        _options = options ?? ProtocolOptions.Default;
        _part = part;
        _name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"product search ⟨P0,{(form == IntentionForm.Vague ? "I1" : "I2")},T3⟩, {negatives} negatives");
        Intention[] attributes = [.. catalog.Select(i => teacher.SpecificIntention(i))];
        List<InstructionQuestion> questions = [];
        List<int> targets = [];
        foreach (int item in Sample(items))
        {
            SplitMix64 random = SplitMix64.ForPerson(_options.ShuffleSeed, 6, item);
            Intention wanted = form == IntentionForm.Specific ? attributes[item]
                : teacher.WriteIntention(catalog[item], random.Next()) is { } wish ? Intention.Vague(wish) : Intention.None;
            if (wanted.Form != IntentionForm.None && Candidates(attributes, item, negatives, ref random) is { } candidates)
            {
                targets.Add(Array.IndexOf(candidates, item));
                questions.Add(new InstructionQuestion(catalog[item].Id, new Instruction { Intention = wanted, Task = TaskForm.Reranking }, [.. candidates.Select(c => catalog[c])]));
            }
        }

        (_questions, _targets) = ([.. questions], [.. targets]);
        if (_questions.Length == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "no item has attributes to search by", remedy: "Give the items attributes such as a genre or a category");
        }
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

        return new EvaluationResult(name, _name, _part, _options.ShuffleSeed, IsOracleQuery: true, [.. _questions.Select(q => q.Subject)], ranks, Stopwatch.GetElapsedTime(started));
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
