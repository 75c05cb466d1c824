using InstructRec.Data.Candidates;

namespace InstructRec.Evaluation.Metrics;

/// <summary>Whether two systems differ on the same people: the difference with its bootstrap interval, and the p-value of a randomisation test.</summary>
/// <param name="Difference">First minus second.</param>
/// <param name="PValue">How often, if neither were better, chance alone would make a difference as large, of either sign.</param>
public sealed record PairedTest(Interval Difference, double PValue)
{
    private const double Smallest = 0.0005;

    /// <summary>The p-value as papers write it: <c>.0312</c>, <c>1.0000</c>, or <c>&lt; .0005</c>.</summary>
    public string PValueText => PValue < Smallest ? "< .0005" : Interval.Figure(PValue);

    /// <summary>Tests two systems.</summary>
    /// <param name="first">One value per person.</param>
    /// <param name="second">The other system's value of the same person.</param>
    /// <param name="rounds">How often signs are flipped at random; the smallest p-value is 1 / (rounds + 1).</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The test.</returns>
    /// <exception cref="ArgumentException">The two have not as many values, or none.</exception>
    public static PairedTest Of(IReadOnlyList<double> first, IReadOnlyList<double> second, int rounds = 10_000, ulong seed = Bootstrap.DefaultSeed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        Interval difference = Bootstrap.Difference(first, second, seed: seed);

        // People for whom the two agree weigh nothing whatever their sign.
        double[] differing = [.. first.Zip(second, (a, b) => a - b).Where(d => d != 0)];
        double observed = Math.Abs(differing.Sum()) - 1e-9;
        SplitMix64 random = new(seed);
        int asLarge = 0;
        for (int round = 0; round < rounds; round++)
        {
            double sum = 0;
            ulong signs = 0;
            for (int i = 0; i < differing.Length; i++, signs >>= 1)
            {
                signs = i % 64 == 0 ? random.Next() : signs;
                sum += (signs & 1) == 0 ? differing[i] : -differing[i];
            }

            asLarge += Math.Abs(sum) >= observed ? 1 : 0;
        }

        return new PairedTest(difference, (asLarge + 1.0) / (rounds + 1));
    }

    /// <summary>As tables write it.</summary>
    /// <returns>For example <c>.0240 (.0057–.0434), p = .0112</c>.</returns>
    public override string ToString() => $"{Difference}, p {(PValue < Smallest ? string.Empty : "= ")}{PValueText}";
}
