using System.Text.Json;
using InstructRec.Data.Pictures;
using ScottPlot;

namespace InstructRec.Training.Monitoring;

/// <summary>Draws the loss of a run, and validation where there was one, from its <c>metrics.jsonl</c>.</summary>
public static class LossCurve
{
    private const int Width = 900;
    private const int Height = 500;

    /// <summary>Draws the picture; one drawn before is replaced as a whole.</summary>
    /// <param name="metricsPath">The run's <c>metrics.jsonl</c>.</param>
    /// <param name="picturePath">The PNG to write.</param>
    /// <exception cref="InstructRecException">The figures cannot be read (<see cref="InstructRecErrorKind.Data"/>); pictures cannot be drawn here (<see cref="InstructRecErrorKind.Runtime"/>); the picture cannot be written (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static void Draw(string metricsPath, string picturePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(metricsPath);
        ArgumentException.ThrowIfNullOrEmpty(picturePath);
        (List<(double Step, double Value)> losses, List<(double Step, double Value)> scores) = Read(metricsPath);
        if (losses.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "the run has no figures to draw", metricsPath);
        }

        byte[] picture;
        try
        {
            picture = Picture(losses, scores);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Runtime, "pictures cannot be drawn on this machine: SkiaSharp's native library does not load", picturePath, "The figures are in metrics.jsonl", innerException: e);
        }

        InstructRec.Checkpoints.AtomicFile.Write(picturePath, stream => stream.Write(picture));
    }

    private static byte[] Picture(List<(double Step, double Value)> losses, List<(double Step, double Value)> scores)
    {
        using Plot plot = new();
        var loss = plot.Add.Scatter(losses.Select(p => p.Step).ToArray(), losses.Select(p => p.Value).ToArray());
        loss.LegendText = "loss per token";
        loss.MarkerSize = losses.Count == 1 ? 6 : 0;
        plot.XLabel("steps");
        plot.YLabel("loss per token");
        if (scores.Count > 0)
        {
            var validation = plot.Add.Scatter(scores.Select(p => p.Step).ToArray(), scores.Select(p => p.Value).ToArray());
            validation.LegendText = "validation NDCG@5 (right)";
            validation.Axes.YAxis = plot.Axes.Right;
            plot.Axes.Right.Label.Text = "NDCG@5";
            plot.ShowLegend(Alignment.UpperRight);
            plot.Legend.FontName = PictureFont.Name;
        }

        PictureFont.Use(plot);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    private static (List<(double Step, double Value)> Losses, List<(double Step, double Value)> Scores) Read(string path)
    {
        List<(double Step, double Value)> losses = [], scores = [];
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                using JsonDocument json = JsonDocument.Parse(line);
                double step = json.RootElement.GetProperty("step").GetDouble();
                Add(losses, "loss");
                Add(scores, "ndcg@5");

                void Add(List<(double Step, double Value)> to, string name)
                {
                    if (json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number)
                    {
                        to.Add((step, value.GetDouble()));
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "the figures of the run cannot be read", path, innerException: e);
        }

        return (losses, scores);
    }
}
