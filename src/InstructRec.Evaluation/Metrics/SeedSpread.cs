using System.Globalization;

namespace InstructRec.Evaluation.Metrics;

/// <summary>What training again with other seeds does to a figure: a claim about a method rests on this, an interval over people is about one trained system.</summary>
/// <param name="Mean">The mean over seeds.</param>
/// <param name="Deviation">The sample standard deviation (n - 1).</param>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
/// <param name="Seeds">How many seeds.</param>
public sealed record SeedSpread(double Mean, double Deviation, double Low, double High, int Seeds)
{
    /// <summary>Summarises one figure of several trainings.</summary>
    /// <param name="figures">The figure of each training; two at least, three for a claim.</param>
    /// <returns>The spread.</returns>
    /// <exception cref="ArgumentException">Fewer than two figures.</exception>
    public static SeedSpread Of(IReadOnlyList<double> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (figures.Count < 2)
        {
            throw new ArgumentException("A spread needs two figures at least.", nameof(figures));
        }

        double mean = figures.Average();
        return new SeedSpread(mean, Math.Sqrt(figures.Sum(f => (f - mean) * (f - mean)) / (figures.Count - 1)), figures.Min(), figures.Max(), figures.Count);
    }

    /// <summary>As tables write it.</summary>
    /// <returns>For example <c>.6650 ± .0021 (.6630–.6672, 3 seeds)</c>.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Interval.Figure(Mean)} ± {Interval.Figure(Deviation)} ({Interval.Figure(Low)}–{Interval.Figure(High)}, {Seeds} seeds)");
}
