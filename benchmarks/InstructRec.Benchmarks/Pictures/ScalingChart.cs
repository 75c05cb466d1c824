using System.Globalization;
using InstructRec.Benchmarks.Scaling;
using ScottPlot;

namespace InstructRec.Benchmarks.Pictures;

/// <summary>A curve over logarithmic axes, with the power that was fitted.</summary>
internal static class ScalingChart
{
    /// <summary>Draws.</summary>
    /// <param name="result">The curve.</param>
    /// <param name="path">The PNG file.</param>
    /// <exception cref="InstructRecException">SkiaSharp's native files are missing, or the file cannot be written.</exception>
    public static void Draw(ScalingResult result, string path)
    {
        double[] x = [.. result.Points.Select(p => Math.Log10(p.Size))], y = [.. result.Points.Select(p => Math.Log10(p.Milliseconds.Median))];
        using Plot plot = new();
        var points = plot.Add.ScatterPoints(x, y, Colors.SteelBlue);
        points.MarkerSize = 9;
        points.LegendText = "measured";
        double[] line = [.. x.Select(v => Math.Log10(result.Law.Factor) + (result.Law.Exponent * v))];
        var fit = plot.Add.ScatterLine(x, line, Colors.Gray);
        fit.LinePattern = LinePattern.Dashed;
        fit.LegendText = string.Create(CultureInfo.InvariantCulture, $"exponent {result.Law.Exponent:F2} ({result.Law.Low:F2} to {result.Law.High:F2})");
        plot.Axes.Bottom.SetTicks(x, [.. result.Points.Select(p => p.Size.ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Axes.Left.SetTicks(y, [.. result.Points.Select(p => p.Milliseconds.Median.ToString("G3", CultureInfo.InvariantCulture))]);
        plot.XLabel(result.Grows);
        plot.YLabel("ms");
        plot.ShowLegend(Alignment.UpperLeft);
        plot.Axes.Margins(0.1, 0.2);
        Picture.Save(plot, path, 800, 500);
    }
}
