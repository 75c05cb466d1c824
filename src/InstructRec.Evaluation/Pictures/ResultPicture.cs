using System.Globalization;
using InstructRec.Data.Pictures;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;
using ScottPlot;

namespace InstructRec.Evaluation.Pictures;

/// <summary>Draws results as PNG: a metric by groups of people, by template, and how far probabilities can be believed. The letters come with the library.</summary>
public static class ResultPicture
{
    private const int Width = 900;
    private const int Height = 520;

    // The systems of a group stand beside each other, not on each other.
    private const double Spread = 0.5;
    private static readonly IPalette Palette = new ScottPlot.Palettes.Category10();

    /// <summary>Draws one line for each system over the groups of a breakdown, with 95 % intervals.</summary>
    /// <param name="systems">Each system's name with its breakdown; all of one metric, by the same thing.</param>
    /// <param name="title">What the picture shows.</param>
    /// <returns>The bytes of a PNG.</returns>
    /// <exception cref="ArgumentException">No systems, or breakdowns by different things.</exception>
    /// <exception cref="InstructRecException">The native drawing library cannot be loaded (<see cref="InstructRecErrorKind.Runtime"/>).</exception>
    public static byte[] ByGroup(IReadOnlyList<(string System, ResultBreakdown Breakdown)> systems, string title)
    {
        ArgumentNullException.ThrowIfNull(systems);
        ArgumentNullException.ThrowIfNull(title);
        if (systems.Count == 0 || systems.Any(s => s.Breakdown.Title != systems[0].Breakdown.Title || s.Breakdown.Metric != systems[0].Breakdown.Metric))
        {
            throw new ArgumentException("A picture needs breakdowns of one metric by the same thing.", nameof(systems));
        }

        (string Group, int People)[] groups = [.. systems[0].Breakdown.Rows.Select(r => (r.Group, r.People))];
        return Draw(title, plot =>
        {
            for (int s = 0; s < systems.Count; s++)
            {
                Interval?[] values = [.. groups.Select(g => systems[s].Breakdown.Rows.Where(r => r.Group == g.Group).Select(r => (Interval?)r.Value).FirstOrDefault())];
                int[] known = [.. Enumerable.Range(0, groups.Length).Where(i => values[i] is not null)];
                double shift = systems.Count == 1 ? 0 : Spread * (((double)s / (systems.Count - 1)) - 0.5);
                Line(plot, systems[s].System, [.. known.Select(i => i + shift)], [.. known.Select(i => values[i]!.Value)], Palette.GetColor(s), joined: true);
            }

            Ticks(plot, [.. groups.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Group}\n{g.People:N0} people"))]);
            plot.XLabel(systems[0].Breakdown.Title);
            plot.YLabel(systems[0].Breakdown.Metric);
        });
    }

    /// <summary>Draws a metric of each template, best first, with 95 % intervals.</summary>
    /// <param name="selection">The templates' results on validation.</param>
    /// <param name="metric">The metric; HR@1 where <see langword="null"/>.</param>
    /// <returns>The bytes of a PNG.</returns>
    /// <exception cref="InstructRecException">As for <see cref="ByGroup"/>.</exception>
    public static byte[] ByTemplate(TemplateSelection selection, RankingMetric? metric = null)
    {
        ArgumentNullException.ThrowIfNull(selection);
        metric ??= new HitRate(1);
        return Draw($"{metric.Name} by template, validation, {selection.Results[0].Result.People.Count.ToString("N0", CultureInfo.InvariantCulture)} people", plot =>
        {
            Interval[] values = [.. selection.Results.Select(r => r.Result.Intervals(metric)[0])];
            Line(plot, $"{metric.Name}, 95 % interval", [.. Enumerable.Range(0, values.Length).Select(i => (double)i)], values, Palette.GetColor(0), joined: false);
            Ticks(plot, [.. selection.Results.Select(r => r.TemplateId)]);
            plot.YLabel(metric.Name);
        });
    }

    /// <summary>Draws how often answers were right beside how sure the system was of them; on the diagonal the two agree.</summary>
    /// <param name="systems">Each system's name with its reliability.</param>
    /// <param name="title">What the picture shows.</param>
    /// <returns>The bytes of a PNG.</returns>
    /// <exception cref="ArgumentException">No systems.</exception>
    /// <exception cref="InstructRecException">As for <see cref="ByGroup"/>.</exception>
    public static byte[] Calibration(IReadOnlyList<(string System, Reliability Reliability)> systems, string title)
    {
        ArgumentNullException.ThrowIfNull(systems);
        ArgumentNullException.ThrowIfNull(title);
        if (systems.Count == 0)
        {
            throw new ArgumentException("A picture needs a system.", nameof(systems));
        }

        return Draw(title, plot =>
        {
            var diagonal = plot.Add.Line(0, 0, 1, 1);
            diagonal.Color = Colors.Gray;
            diagonal.LinePattern = LinePattern.Dashed;
            diagonal.LegendText = "as sure as right";
            for (int s = 0; s < systems.Count; s++)
            {
                (string system, Reliability reliability) = systems[s];
                var line = plot.Add.Scatter(reliability.Bins.Select(b => b.Probability).ToArray(), reliability.Bins.Select(b => b.Right).ToArray());
                line.Color = Palette.GetColor(s);
                line.LineWidth = 2;
                line.MarkerSize = 8;
                line.LegendText = string.Create(CultureInfo.InvariantCulture, $"{system}, ECE {reliability.ExpectedError:0.000}");
            }

            plot.Axes.SetLimits(0, 1, 0, 1);
            plot.XLabel("probability of the first item");
            plot.YLabel("share that was right");
        });
    }

    private static void Line(Plot plot, string name, double[] places, Interval[] values, Color color, bool joined)
    {
        var line = plot.Add.Scatter(places, values.Select(v => v.Mean).ToArray());
        line.Color = color;
        line.LineWidth = joined ? 2 : 0;
        line.MarkerSize = 8;
        line.LegendText = name;
        for (int i = 0; i < places.Length; i++)
        {
            var interval = plot.Add.Line(places[i], values[i].Low, places[i], values[i].High);
            interval.Color = color;
            interval.LineWidth = 1;
        }
    }

    private static void Ticks(Plot plot, string[] names)
    {
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, names.Length).Select(i => (double)i)], names);
        plot.Axes.SetLimitsX(-0.5, names.Length - 0.5);
        plot.Axes.SetLimitsY(0, 1);
    }

    private static byte[] Draw(string title, Action<Plot> draw)
    {
        try
        {
            using Plot plot = new();
            draw(plot);
            plot.Title(title);
            plot.ShowLegend(Edge.Right);
            PictureFont.Use(plot);
            plot.Legend.FontName = PictureFont.Name;
            return plot.GetImageBytes(Width, Height, ImageFormat.Png);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Runtime, "pictures cannot be drawn: the native files of SkiaSharp are missing", remedy: "Publish for this machine's runtime identifier", innerException: e);
        }
    }
}
