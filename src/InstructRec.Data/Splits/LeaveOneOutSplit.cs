namespace InstructRec.Data.Splits;

/// <summary>Each person's last interaction is the test, the one before it the validation, everything earlier is training: by position, so that an item may occur again.</summary>
/// <remarks>
/// People with fewer than three interactions are not evaluated and all of theirs is training. Training never holds a validation or test position;
/// the test <em>input</em> holds the validation item, as is usual, and nothing is learned from it. Immutable and thread-safe.
/// </remarks>
public sealed class LeaveOneOutSplit
{
    private const int Least = 3;
    private readonly int? _keepLast;

    /// <summary>Splits a data set.</summary>
    /// <param name="dataset">The whole data set.</param>
    /// <param name="keepLast">How many of each person's most recent interactions take part (the paper: 20); all where <see langword="null"/>.</param>
    public LeaveOneOutSplit(InteractionDataset dataset, int? keepLast = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (keepLast is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, Least, nameof(keepLast));
        }

        Dataset = dataset;
        _keepLast = keepLast;
        EvaluatedPeople = [.. Enumerable.Range(0, dataset.PersonCount).Where(p => dataset.History(p).Length >= Least)];
    }

    /// <summary>What was split, whole.</summary>
    public InteractionDataset Dataset { get; }

    /// <summary>The people who have a validation and a test item, in order.</summary>
    public IReadOnlyList<int> EvaluatedPeople { get; }

    /// <summary>Whether a person has a validation and a test item.</summary>
    /// <param name="person">The person's index.</param>
    /// <returns>Whether <see cref="Target"/> may be asked.</returns>
    public bool IsEvaluated(int person) => Dataset.History(person).Length >= Least;

    /// <summary>The items from which may be learned, oldest first.</summary>
    /// <param name="person">The person's index.</param>
    /// <returns>Everything before the validation item.</returns>
    public ReadOnlySpan<int> Training(int person)
    {
        ReadOnlySpan<int> whole = Dataset.History(person);
        return whole[Start(whole.Length)..(whole.Length >= Least ? whole.Length - 2 : whole.Length)];
    }

    /// <summary>The items that a recommender may see when it foretells, oldest first.</summary>
    /// <param name="person">An evaluated person's index.</param>
    /// <param name="part">What is to be foretold.</param>
    /// <returns>Everything before the target.</returns>
    public ReadOnlySpan<int> Input(int person, SplitPart part) => Dataset.History(person)[Start(Dataset.History(person).Length)..TargetPosition(person, part)];

    /// <summary>The item to be foretold.</summary>
    /// <param name="person">An evaluated person's index.</param>
    /// <param name="part">Validation or test.</param>
    /// <returns>The item's index.</returns>
    public int Target(int person, SplitPart part) => Dataset.History(person)[TargetPosition(person, part)];

    /// <summary>The target's position in the person's whole history.</summary>
    /// <param name="person">An evaluated person's index.</param>
    /// <param name="part">Validation or test.</param>
    /// <returns>The position, from 0.</returns>
    public int TargetPosition(int person, SplitPart part)
    {
        int length = Dataset.History(person).Length;
        return length >= Least
            ? length - (part == SplitPart.Test ? 1 : 2)
            : throw new ArgumentException($"The person {person} has {length} interactions; only people with {Least} or more are evaluated.", nameof(person));
    }

    /// <summary>How often each item occurs in the training part: the only popularity that a model or baseline may know.</summary>
    /// <returns>One count per item of the catalogue.</returns>
    public int[] TrainingCounts()
    {
        var counts = new int[Dataset.Items.Count];
        for (int person = 0; person < Dataset.PersonCount; person++)
        {
            foreach (int item in Training(person))
            {
                counts[item]++;
            }
        }

        return counts;
    }

    private int Start(int length) => _keepLast is { } count ? Math.Max(0, length - count) : 0;
}
