namespace InstructRec.Benchmarks.Scaling;

/// <summary>time = factor · size^exponent, fitted by least squares over the logarithms.</summary>
/// <param name="Exponent">1 is linear, 2 quadratic, 0 free.</param>
/// <param name="StandardError">Of the exponent; NaN from two points.</param>
/// <param name="Factor">Milliseconds at size 1.</param>
internal sealed record PowerLaw(double Exponent, double StandardError, double Factor)
{
    /// <summary>Fits.</summary>
    /// <param name="points">At least two, of different sizes, all above 0.</param>
    public static PowerLaw Fit(IReadOnlyList<(double Size, double Milliseconds)> points)
    {
        double[] x = [.. points.Select(p => Math.Log(p.Size))], y = [.. points.Select(p => Math.Log(p.Milliseconds))];
        double meanX = x.Average(), meanY = y.Average();
        double spread = x.Sum(v => (v - meanX) * (v - meanX));
        double exponent = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / spread, start = meanY - (exponent * meanX);
        double error = x.Zip(y, (a, b) => b - start - (exponent * a)).Sum(r => r * r);
        return new PowerLaw(exponent, x.Length > 2 ? Math.Sqrt(error / (x.Length - 2) / spread) : double.NaN, Math.Exp(start));
    }
}
