using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Evaluation.Metrics;
using InstructRec.Instructions;

namespace InstructRec.Evaluation.Protocols;

/// <summary>One figure per task form beside reranking: AUC for T0, accuracy for T1, HR@1 for product search by attributes.</summary>
/// <remarks>Negatives are those of frozen candidates; which one a question takes, and its place in a pair, is drawn by a stated seed. Thread-safe.</remarks>
/// <param name="seed">The seed of the choices.</param>
/// <param name="batchSize">How many questions are put at once.</param>
public sealed class TaskFormProtocol(ulong seed = FrozenCandidates.DefaultSeed, int batchSize = 64)
{
    /// <summary>T0: does the model say "yes" more surely of what the person took than of what the person did not? AUC over all people, two questions each.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Validation or test.</param>
    /// <param name="candidates">The frozen candidates.</param>
    /// <param name="score">The model; its score of a pointwise question is that of "yes".</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The figure; chance is .5.</returns>
    /// <exception cref="InstructRecException">A score is missing or NaN (<see cref="InstructRecErrorKind.Scores"/>).</exception>
    public async Task<TaskFormFigure> PointwiseAsync(
        LeaveOneOutSplit split, SplitPart part, CandidateSet candidates, InstructionScoring score, CancellationToken cancellationToken = default)
    {
        (string Subject, Preference Taste, Item Target, Item Negative, bool)[] people = People(split, part, candidates);
        InstructionQuestion[] questions =
        [
            .. people.SelectMany(p => new[] { p.Target, p.Negative }.Select(i => new InstructionQuestion(p.Subject, new Instruction { Preference = p.Taste, Task = TaskForm.Pointwise }, [i]))),
        ];
        double[] yes = [.. (await AskAsync(questions, score, cancellationToken).ConfigureAwait(false)).Select(s => s[0])];
        Interval value = PairedAreas(yes);
        return new TaskFormFigure("T0, pointwise", "AUC", value, 0.5, people.Length, IsOracleQuery: false);
    }

    /// <summary>T1: of two items, which one? Accuracy; a tie counts half.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Validation or test.</param>
    /// <param name="candidates">The frozen candidates.</param>
    /// <param name="score">The model.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The figure; chance is .5.</returns>
    /// <exception cref="InstructRecException">A score is missing or NaN (<see cref="InstructRecErrorKind.Scores"/>).</exception>
    public async Task<TaskFormFigure> PairwiseAsync(
        LeaveOneOutSplit split, SplitPart part, CandidateSet candidates, InstructionScoring score, CancellationToken cancellationToken = default)
    {
        (string Subject, Preference Taste, Item Target, Item Negative, bool TargetFirst)[] people = People(split, part, candidates);
        InstructionQuestion[] questions =
        [
            .. people.Select(p => new InstructionQuestion(
                p.Subject, new Instruction { Preference = p.Taste, Task = TaskForm.Pairwise }, p.TargetFirst ? [p.Target, p.Negative] : [p.Negative, p.Target])),
        ];
        double[][] scores = await AskAsync(questions, score, cancellationToken).ConfigureAwait(false);
        double[] right = [.. scores.Select((s, i) => people[i].TargetFirst ? s[0] : s[1])];
        double[] wrong = [.. scores.Select((s, i) => people[i].TargetFirst ? s[1] : s[0])];
        return new TaskFormFigure("T1, pairwise", "accuracy", Bootstrap.Mean(Accuracy.PairOutcomes(right, wrong)), 0.5, people.Length, IsOracleQuery: false);
    }

    /// <summary>Product search ⟨P0, I2, T3⟩: the item whose attributes are asked for, among nine that have other attributes. An oracle query: it is made from the target.</summary>
    /// <param name="catalog">The catalogue; negatives come from it, none with just the target's attributes.</param>
    /// <param name="items">The items to ask for, for example of the test part of an <see cref="ItemSplit"/>; those without attributes are passed over.</param>
    /// <param name="teacher">Joins the attributes into the intention.</param>
    /// <param name="score">The model.</param>
    /// <param name="negatives">How many negatives.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>HR@1, ties by expectation; chance is 1 / (negatives + 1).</returns>
    /// <exception cref="InstructRecException">A score is missing or NaN (<see cref="InstructRecErrorKind.Scores"/>), or no item has attributes (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public async Task<TaskFormFigure> ProductSearchAsync(
        IReadOnlyList<Item> catalog, IReadOnlyList<int> items, OfflineTeacher teacher, InstructionScoring score, int negatives = 9, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(teacher);
        var questions = new List<InstructionQuestion>();
        var targets = new List<int>();
        foreach (int item in items)
        {
            Intention wanted = teacher.SpecificIntention(catalog[item]);
            if (wanted.Form == IntentionForm.None)
            {
                continue;
            }

            SplitMix64 random = SplitMix64.ForPerson(seed, 4, item);
            int[] candidates = SearchCandidates(catalog, item, wanted, teacher, negatives, ref random);
            if (candidates.Length == negatives + 1)
            {
                targets.Add(Array.IndexOf(candidates, item));
                questions.Add(new InstructionQuestion(
                    catalog[item].Id, new Instruction { Intention = wanted, Task = TaskForm.Reranking }, [.. candidates.Select(c => catalog[c])]));
            }
        }

        if (questions.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "no item has attributes to search by", remedy: "Give the items attributes such as a genre or a category");
        }

        double[][] scores = await AskAsync(questions, score, cancellationToken).ConfigureAwait(false);
        var hit = new HitRate(1);
        double[] hits = [.. scores.Select((s, i) => hit.Expected(TargetRank.Of(s, targets[i])))];
        return new TaskFormFigure("T3, product search by attributes", "HR@1", Bootstrap.Mean(hits), 1.0 / (negatives + 1), questions.Count, IsOracleQuery: true);
    }

    /// <summary>Product search among candidates from elsewhere. An oracle query: it is made from the target.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="candidates">Items to ask for and what they stand among.</param>
    /// <param name="teacher">Joins the attributes into the intention.</param>
    /// <param name="score">The model.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>HR@1, ties by expectation, beside what chance reaches among these candidates.</returns>
    /// <exception cref="InstructRecException">A score is missing or NaN (<see cref="InstructRecErrorKind.Scores"/>), or no item has attributes (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public async Task<TaskFormFigure> ProductSearchAsync(
        IReadOnlyList<Item> catalog, ItemCandidateSet candidates, OfflineTeacher teacher, InstructionScoring score, CancellationToken cancellationToken = default)
    {
        ItemSearchProtocol protocol = new(catalog, candidates, teacher, options: new ProtocolOptions { ShuffleSeed = seed, BatchSize = batchSize });
        EvaluationResult result = await protocol.RunAsync(candidates.Name, score, cancellationToken).ConfigureAwait(false);
        double chance = protocol.Questions.Average(q => 1.0 / q.Candidates.Count);
        return new TaskFormFigure($"T3, product search by attributes, {candidates.Name}", "HR@1", Bootstrap.Mean(result.Values(new HitRate(1))), chance, protocol.Questions.Count, IsOracleQuery: true);
    }

    private (string Subject, Preference Taste, Item Target, Item Negative, bool TargetFirst)[] People(LeaveOneOutSplit split, SplitPart part, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(candidates);

        // The leave-one-out protocol checks the candidates against the split.
        LeaveOneOutProtocol protocol = new(split, part, candidates);
        protocol.CheckQuestions();
        IReadOnlyList<EvaluationRequest> requests = protocol.Requests;
        IReadOnlyList<Item> items = split.Dataset.Items;
        return
        [
            .. candidates.Rows.Zip(requests).Select(r =>
            {
                SplitMix64 random = SplitMix64.ForPerson(seed, 3, r.First.Person);
                Item negative = items[r.First.Negatives[random.Below(r.First.Negatives.Count)]];
                return (split.Dataset.People[r.First.Person], InstructionSystem.HistoryOf(split.Dataset, r.Second), items[r.First.Target], negative, random.Below(2) == 0);
            }),
        ];
    }

    private static int[] SearchCandidates(IReadOnlyList<Item> catalog, int target, Intention wanted, OfflineTeacher teacher, int negatives, ref SplitMix64 random)
    {
        const int patience = 50;
        var candidates = new List<int> { target };
        for (int tries = 0; candidates.Count <= negatives && tries < patience * negatives; tries++)
        {
            int other = random.Below(catalog.Count);
            if (!candidates.Contains(other) && teacher.SpecificIntention(catalog[other]) is var its && its.Form != IntentionForm.None && !its.Equals(wanted))
            {
                candidates.Add(other);
            }
        }

        int[] shuffled = [.. candidates];
        random.Shuffle<int>(shuffled);
        return shuffled;
    }

    private async Task<double[][]> AskAsync(IReadOnlyList<InstructionQuestion> questions, InstructionScoring score, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(score);
        var all = new List<double[]>(questions.Count);
        foreach (InstructionQuestion[] batch in questions.Chunk(batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<IReadOnlyList<double>> scores = await score(batch, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < batch.Length; i++)
            {
                double[] own = i < scores.Count ? [.. scores[i]] : [];
                int nan = Array.FindIndex(own, double.IsNaN);
                if (own.Length != batch[i].Candidates.Count || nan >= 0)
                {
                    string item = batch[i].Candidates[nan >= 0 ? nan : Math.Min(own.Length, batch[i].Candidates.Count - 1)].Id;
                    throw new InstructRecException(
                        InstructRecErrorKind.Scores,
                        $"{(nan >= 0 ? "a score is not a number" : $"{own.Length} scores came for {batch[i].Candidates.Count} candidates")} (question about '{batch[i].Subject}', item '{item}')",
                        remedy: "A model returns one number per candidate, in order");
                }

                all.Add(own);
            }
        }

        return [.. all];
    }

    // Resamples people, and takes the area over all positives and negatives of the people drawn.
    private static Interval PairedAreas(double[] yes)
    {
        const int resamples = 1000;
        int people = yes.Length / 2;
        double Area(Func<int, int> person)
        {
            var scores = new double[yes.Length];
            var labels = new bool[yes.Length];
            for (int i = 0; i < people; i++)
            {
                int p = person(i);
                (scores[2 * i], labels[2 * i], scores[(2 * i) + 1]) = (yes[2 * p], true, yes[(2 * p) + 1]);
            }

            return AreaUnderCurve.Of(scores, labels);
        }

        var random = new SplitMix64(Bootstrap.DefaultSeed);
        var areas = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            areas[r] = Area(_ => random.Below(people));
        }

        return new Interval(Area(p => p), Bootstrap.Quantile(areas, 0.025), Bootstrap.Quantile(areas, 0.975));
    }
}
