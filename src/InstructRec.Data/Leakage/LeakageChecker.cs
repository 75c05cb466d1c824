using InstructRec.Data.Splits;

namespace InstructRec.Data.Leakage;

/// <summary>Runs before a training or an evaluation and fails it when it would know what it is asked: per person and by position, so that an item taken twice is no leak.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="split">The split whose validation and test positions must stay unknown.</param>
public sealed class LeakageChecker(LeaveOneOutSplit split)
{
    private const int Shown = 3;

    /// <summary>Finds training examples that use a position at or after the person's validation, or that show in the input what the output asks for or anything after it.</summary>
    /// <param name="examples">The positions that each example uses; streamed.</param>
    /// <returns>The leaks, as they are found.</returns>
    public IEnumerable<Leak> FindInTraining(IEnumerable<UsedPositions> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        foreach (UsedPositions example in examples)
        {
            int length = split.Dataset.History(example.Person).Length;
            int limit = split.IsEvaluated(example.Person) ? split.TargetPosition(example.Person, SplitPart.Validation) : length;
            foreach (Leak leak in Beyond(example, "input", example.Input, limit)
                .Concat(Beyond(example, "preference", example.Preference, limit))
                .Concat(Beyond(example, "output", example.Output, limit))
                .Concat(TargetSeen(example)))
            {
                yield return leak;
            }
        }
    }

    /// <summary>Finds evaluation questions whose input or preference holds the target's position or a later one.</summary>
    /// <param name="questions">The positions that each question uses.</param>
    /// <param name="part">What is foretold.</param>
    /// <returns>The leaks, as they are found.</returns>
    public IEnumerable<Leak> FindInEvaluation(IEnumerable<UsedPositions> questions, SplitPart part)
    {
        ArgumentNullException.ThrowIfNull(questions);
        foreach (UsedPositions question in questions)
        {
            int limit = split.TargetPosition(question.Person, part);
            foreach (Leak leak in Beyond(question, "input", question.Input, limit).Concat(Beyond(question, "preference", question.Preference, limit)))
            {
                yield return leak;
            }
        }
    }

    /// <summary>Finds items that were counted more often than they occur before the validation positions: for popularity counts and priors made of them.</summary>
    /// <param name="counts">One count per item.</param>
    /// <param name="where">What the counts are for, for messages.</param>
    /// <returns>The leaks.</returns>
    public IEnumerable<Leak> FindInCounts(IReadOnlyList<int> counts, string where)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var allowed = new int[split.Dataset.Items.Count];
        for (int person = 0; person < split.Dataset.PersonCount; person++)
        {
            foreach (int item in BeforeValidation(person))
            {
                allowed[item]++;
            }
        }

        for (int item = 0; item < Math.Min(allowed.Length, counts.Count); item++)
        {
            if (counts[item] > allowed[item])
            {
                yield return new Leak(
                    where, null, null, $"the item '{split.Dataset.Items[item].Id}' is counted {counts[item]} times, but occurs {allowed[item]} times before the validation positions");
            }
        }
    }

    /// <summary>Finds people whose history, as given to an index (item-kNN, a retrieval model), holds more than what lies before the validation position.</summary>
    /// <param name="history">The items of a person by index.</param>
    /// <param name="where">What they are for, for messages.</param>
    /// <returns>The leaks.</returns>
    public IEnumerable<Leak> FindInHistories(Func<int, ReadOnlySpan<int>> history, string where)
    {
        ArgumentNullException.ThrowIfNull(history);
        for (int person = 0; person < split.Dataset.PersonCount; person++)
        {
            if (TooMuch(history(person), BeforeValidation(person)) is { } item)
            {
                yield return new Leak(
                    where, split.Dataset.People[person], null, $"the item '{split.Dataset.Items[item].Id}' occurs more often than before the validation position");
            }
        }
    }

    /// <summary>Fails where a leak was found.</summary>
    /// <param name="leaks">What a search found; not read further than needed for the message.</param>
    /// <exception cref="InstructRecException">There is a leak: the first few are named (<see cref="InstructRecErrorKind.Leakage"/>).</exception>
    public static void ThrowIfAny(IEnumerable<Leak> leaks)
    {
        ArgumentNullException.ThrowIfNull(leaks);
        Leak[] first = [.. leaks.Take(Shown + 1)];
        if (first.Length > 0)
        {
            string list = string.Join("; ", first.Take(Shown).Select(l => $"{l.Where}{(l.Person is null ? string.Empty : $", person '{l.Person}'")}: {l.What}"));
            throw new InstructRecException(
                InstructRecErrorKind.Leakage,
                $"what is to be foretold is known beforehand: {list}{(first.Length > Shown ? "; and more" : string.Empty)}",
                remedy: "Make inputs, counts and indexes from the training part of the split");
        }
    }

    /// <summary>Measures the overlap in calendar time between people.</summary>
    /// <returns>The overlap, or <see langword="null"/> where the data has no times.</returns>
    public CalendarOverlap? MeasureCalendarOverlap()
    {
        InteractionDataset dataset = split.Dataset;
        if (!dataset.HasTimes)
        {
            return null;
        }

        var training = new List<long>();
        for (int person = 0; person < dataset.PersonCount; person++)
        {
            training.AddRange(dataset.Times(person)[..BeforeValidation(person).Length]);
        }

        long[] sorted = [.. training.Order()];
        double[] later =
        [
            .. split.EvaluatedPeople.Select(p => dataset.Times(p)[split.TargetPosition(p, SplitPart.Test)]).Select(t => sorted.Length == 0 ? 0 : (double)(sorted.Length - After(sorted, t)) / sorted.Length).Order(),
        ];
        return new CalendarOverlap(later.Count(s => s > 0), later.Length, later.Length == 0 ? 0 : later[later.Length / 2]);
    }

    private static int After(long[] sorted, long time)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static int? TooMuch(ReadOnlySpan<int> given, ReadOnlySpan<int> allowed)
    {
        var left = new Dictionary<int, int>();
        foreach (int item in allowed)
        {
            left[item] = left.GetValueOrDefault(item) + 1;
        }

        foreach (int item in given)
        {
            if (!left.TryGetValue(item, out int count) || count == 0)
            {
                return item;
            }

            left[item] = count - 1;
        }

        return null;
    }

    private ReadOnlySpan<int> BeforeValidation(int person)
    {
        ReadOnlySpan<int> whole = split.Dataset.History(person);
        return split.IsEvaluated(person) ? whole[..split.TargetPosition(person, SplitPart.Validation)] : whole;
    }

    private IEnumerable<Leak> Beyond(UsedPositions example, string part, IReadOnlyList<int> positions, int limit) => positions
        .Where(p => p < 0 || p >= limit)
        .Select(p => new Leak(
            example.Where, split.Dataset.People[example.Person], p, $"the {part} uses position {p}, but only positions before {limit} may be known"));

    private IEnumerable<Leak> TargetSeen(UsedPositions example)
    {
        if (example.Output.Count == 0)
        {
            yield break;
        }

        int first = example.Output.Min();
        foreach ((string part, IReadOnlyList<int> positions) in new[] { ("input", example.Input), ("preference", example.Preference) })
        {
            foreach (int seen in positions.Where(p => p >= first))
            {
                yield return new Leak(
                    example.Where, split.Dataset.People[example.Person], seen, $"the {part} uses position {seen}, but the output begins at position {first}");
            }
        }
    }
}
