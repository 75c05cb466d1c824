namespace InstructRec.Data.Splits;

/// <summary>Splits at two moments in calendar time, the same for everyone: what a system that went live then could have known.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class TemporalSplit
{
    private readonly long _validation;
    private readonly long _test;

    /// <summary>Splits a data set.</summary>
    /// <param name="dataset">A data set with times.</param>
    /// <param name="validationFrom">Everything before it is training.</param>
    /// <param name="testFrom">Everything from it on is test; not before <paramref name="validationFrom"/>.</param>
    /// <exception cref="InstructRecException">The data has no times (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public TemporalSplit(InteractionDataset dataset, DateTimeOffset validationFrom, DateTimeOffset testFrom)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(testFrom, validationFrom);
        if (!dataset.HasTimes)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "the interactions have no times", dataset.Name, "Use the leave-one-out split, which needs their order only");
        }

        Dataset = dataset;
        _validation = validationFrom.ToUnixTimeMilliseconds();
        _test = testFrom.ToUnixTimeMilliseconds();
    }

    /// <summary>What was split.</summary>
    public InteractionDataset Dataset { get; }

    /// <summary>Finds the two moments that leave given shares of all interactions for validation and test.</summary>
    /// <param name="dataset">A data set with times.</param>
    /// <param name="validation">The share for validation, 0.1 by default.</param>
    /// <param name="test">The share for test, 0.1 by default.</param>
    /// <returns>The split; interactions of the same moment stay together, so shares are met as nearly as that allows.</returns>
    public static TemporalSplit ByShare(InteractionDataset dataset, double validation = 0.1, double test = 0.1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegative(validation);
        ArgumentOutOfRangeException.ThrowIfNegative(test);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validation + test, 1);
        var all = new List<long>((int)dataset.InteractionCount);
        for (int person = 0; person < dataset.PersonCount; person++)
        {
            all.AddRange(dataset.Times(person));
        }

        all.Sort();
        DateTimeOffset At(double share) => DateTimeOffset.FromUnixTimeMilliseconds(all.Count == 0 ? 0 : all[Math.Min(all.Count - 1, (int)(share * all.Count))]);
        return new TemporalSplit(dataset, At(1 - validation - test), At(1 - test));
    }

    /// <summary>The positions of a person's training, validation and test interactions: they follow each other.</summary>
    /// <param name="person">The person's index.</param>
    /// <returns>Three ranges of positions, any of them possibly empty.</returns>
    public (Range Training, Range Validation, Range Test) Positions(int person)
    {
        ReadOnlySpan<long> times = Dataset.Times(person);
        int validation = 0;
        while (validation < times.Length && times[validation] < _validation)
        {
            validation++;
        }

        int test = validation;
        while (test < times.Length && times[test] < _test)
        {
            test++;
        }

        return (..validation, validation..test, test..times.Length);
    }
}
