using InstructRec.Data.Candidates;

namespace InstructRec.Evaluation.Metrics;

/// <summary>Intervals by resampling people with replacement, seeded, so that the same figures come out every time.</summary>
/// <remarks>
/// The same seed and number of people give the same resamples: intervals of several systems on the same people are paired, and a difference is resampled person by person.
/// An interval covers the choice of people, not the seed of a training.
/// </remarks>
public static class Bootstrap
{
    /// <summary>The seed of all intervals, unless another is given.</summary>
    public const ulong DefaultSeed = 2_305_070_011;

    /// <summary>The mean of one value per person.</summary>
    /// <param name="values">One value per person.</param>
    /// <param name="resamples">How often people are drawn anew.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The mean and its interval.</returns>
    public static Interval Mean(IReadOnlyList<double> values, int resamples = 1000, ulong seed = DefaultSeed) => Means([values], resamples, seed)[0];

    /// <summary>The mean difference between two systems on the same people.</summary>
    /// <param name="first">One value per person.</param>
    /// <param name="second">The other system's value of the same person.</param>
    /// <param name="resamples">How often people are drawn anew.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>First minus second.</returns>
    /// <exception cref="ArgumentException">The two have not as many values.</exception>
    public static Interval Difference(IReadOnlyList<double> first, IReadOnlyList<double> second, int resamples = 1000, ulong seed = DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Count == second.Count
            ? Mean([.. first.Zip(second, (a, b) => a - b)], resamples, seed)
            : throw new ArgumentException($"{first.Count} and {second.Count} values are not of the same people.", nameof(second));
    }

    /// <summary>Several means over the same people, resampled together.</summary>
    /// <param name="columns">For each figure one value per person; all as long.</param>
    /// <param name="resamples">How often people are drawn anew.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>One interval per column.</returns>
    /// <exception cref="ArgumentException">No people, or columns of different lengths.</exception>
    public static Interval[] Means(IReadOnlyList<IReadOnlyList<double>> columns, int resamples = 1000, ulong seed = DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 2);
        int people = columns.Count == 0 ? 0 : columns[0].Count;
        if (people == 0 || columns.Any(c => c.Count != people))
        {
            throw new ArgumentException("Every figure needs one value for each of the same people, at least one.", nameof(columns));
        }

        // One row per person keeps what a draw touches together.
        int width = columns.Count;
        var rows = new double[people * width];
        for (int c = 0; c < width; c++)
        {
            for (int p = 0; p < people; p++)
            {
                rows[(p * width) + c] = columns[c][p];
            }
        }

        var means = new double[width][];
        for (int c = 0; c < width; c++)
        {
            means[c] = new double[resamples];
        }

        var random = new SplitMix64(seed);
        var sums = new double[width];
        for (int resample = 0; resample < resamples; resample++)
        {
            Array.Clear(sums);
            for (int draw = 0; draw < people; draw++)
            {
                ReadOnlySpan<double> row = rows.AsSpan(random.Below(people) * width, width);
                for (int c = 0; c < row.Length; c++)
                {
                    sums[c] += row[c];
                }
            }

            for (int c = 0; c < width; c++)
            {
                means[c][resample] = sums[c] / people;
            }
        }

        return [.. columns.Select((column, c) => new Interval(column.Average(), Quantile(means[c], 0.025), Quantile(means[c], 0.975)))];
    }

    internal static double Quantile(double[] values, double share)
    {
        Array.Sort(values);
        double place = share * (values.Length - 1);
        int below = (int)place;
        return below + 1 >= values.Length ? values[^1] : values[below] + ((place - below) * (values[below + 1] - values[below]));
    }
}
