using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Scaling;

/// <summary>time = factor · size^exponent, fitted by least squares over the logarithms.</summary>
/// <param name="Exponent">1 is linear, 2 quadratic, 0 free.</param>
/// <param name="Low">The lower end of the exponent's 95 % interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="Factor">Milliseconds at size 1.</param>
internal sealed record PowerLaw(double Exponent, double Low, double High, double Factor)
{
    /// <summary>Student's t at 97.5 % for 1, 2, … degrees of freedom.</summary>
    private static readonly double[] Student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

    /// <summary>Fits the medians of each size. The interval is Student's from how far they lie off the line, which rounds that a busy machine slows and a growth that is no
    /// power both widen; two sizes always lie on a line, so there it is from the least to the largest exponent of the rounds.</summary>
    /// <param name="sizes">At least two different ones, all above 0.</param>
    /// <param name="milliseconds">For each size the time of every round, all above 0.</param>
    public static PowerLaw Fit(IReadOnlyList<double> sizes, IReadOnlyList<IReadOnlyList<double>> milliseconds)
    {
        (double exponent, double start, double error) = Line(sizes, [.. milliseconds.Select(m => Spread.Of(m).Median)]);
        if (sizes.Count == 2)
        {
            double[] each = [.. Enumerable.Range(0, milliseconds[0].Count).Select(round => Line(sizes, [.. milliseconds.Select(m => m[round])]).Exponent)];
            return new PowerLaw(exponent, each.Min(), each.Max(), Math.Exp(start));
        }

        double half = error * (sizes.Count - 3 < Student.Length ? Student[sizes.Count - 3] : 1.96);
        return new PowerLaw(exponent, exponent - half, exponent + half, Math.Exp(start));
    }

    /// <summary>The least squares line over the logarithms, and the standard error of its slope.</summary>
    private static (double Exponent, double Start, double Error) Line(IReadOnlyList<double> sizes, IReadOnlyList<double> milliseconds)
    {
        double[] x = [.. sizes.Select(v => Math.Log(v))], y = [.. milliseconds.Select(v => Math.Log(v))];
        double meanX = x.Average(), meanY = y.Average();
        double spread = x.Sum(v => (v - meanX) * (v - meanX));
        double exponent = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / spread, start = meanY - (exponent * meanX);
        double residual = x.Zip(y, (a, b) => b - start - (exponent * a)).Sum(r => r * r);
        return (exponent, start, x.Length > 2 ? Math.Sqrt(residual / (x.Length - 2) / spread) : double.NaN);
    }
}
