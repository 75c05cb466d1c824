using InstructRec.Data.Splits;

namespace InstructRec.Data.Leakage;

/// <summary>The histories that something learns from or counts, looked through for leaks before it gets the first of them. What was checked is what is handed out.</summary>
/// <remarks>4 bytes per interaction. Immutable and thread-safe.</remarks>
public sealed class CheckedHistories
{
    private readonly int[][] _people;

    private CheckedHistories(int[][] people) => _people = people;

    /// <summary>How many people there are.</summary>
    public int PersonCount => _people.Length;

    /// <summary>A person's items, oldest first.</summary>
    /// <param name="person">The person's index.</param>
    /// <returns>A view that allocates nothing.</returns>
    public ReadOnlySpan<int> this[int person] => _people[person];

    /// <summary>Takes everyone's history and fails where one holds more than what lies before the person's validation position.</summary>
    /// <param name="split">The split whose validation and test positions must stay unknown.</param>
    /// <param name="reader">What is going to read them, for the message.</param>
    /// <param name="history">Where they come from; the training part of the split where <see langword="null"/>.</param>
    /// <returns>The histories.</returns>
    /// <exception cref="InstructRecException">There is a leak: the first few are named (<see cref="InstructRecErrorKind.Leakage"/>).</exception>
    public static CheckedHistories Of(LeaveOneOutSplit split, string reader, Func<int, ReadOnlySpan<int>>? history = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(reader);
        history ??= split.Training;
        int[][] people = [.. Enumerable.Range(0, split.Dataset.PersonCount).Select(p => history(p).ToArray())];
        LeakageChecker.ThrowIfAny(new LeakageChecker(split).FindInHistories(p => people[p], $"the histories of {reader}"));
        return new CheckedHistories(people);
    }
}
