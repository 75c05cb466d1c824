using System.Globalization;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Data.Pictures;
using ScottPlot;

namespace InstructRec.Benchmarks.Pictures;

/// <summary>A profile as a picture: a bar per part, and how much of the machine's peak it reached.</summary>
internal static class ProfileChart
{
    /// <summary>Draws.</summary>
    /// <param name="result">The profile.</param>
    /// <param name="path">The PNG file.</param>
    /// <exception cref="InstructRecException">SkiaSharp's native files are missing, or the file cannot be written.</exception>
    public static void Draw(ProfileResult result, string path)
    {
        ProfiledPart[] parts = [.. result.Parts.OrderBy(p => p.Milliseconds)];
        using Plot plot = new();
        Bar[] bars = [.. parts.Select((part, i) => new Bar
        {
            Position = i,
            Value = part.Milliseconds,
            Orientation = Orientation.Horizontal,
            FillColor = Colors.SteelBlue,
            Label = string.Create(CultureInfo.InvariantCulture, $" {part.Milliseconds:F1} ms, {part.PercentOfPeak:F0} % of peak"),
        })];
        var shown = plot.Add.Bars(bars);
        shown.Horizontal = true;
        shown.ValueLabelStyle.FontSize = 12;
        plot.Axes.Left.SetTicks([.. parts.Select((_, i) => (double)i)], [.. parts.Select(p => p.Name)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.SetLimitsX(0, 1.6 * parts[^1].Milliseconds);
        plot.Axes.SetLimitsY(-0.7, parts.Length - 0.3);
        plot.XLabel(string.Create(CultureInfo.InvariantCulture, $"ms of {result.Whole.Median:F1}; peak {result.Peak.Gigaflops:F0} GF/s, {result.Peak.GigabytesPerSecond:F0} GB/s"));
        plot.Title(result.Description, 14);
        plot.HideGrid();
        shown.ValueLabelStyle.FontName = PictureFont.Name;
        Picture.Save(plot, path, 1100, 90 + (34 * parts.Length));
    }
}
