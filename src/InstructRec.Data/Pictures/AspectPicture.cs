using InstructRec.Checkpoints;
using InstructRec.Data.Generation;
using ScottPlot;

namespace InstructRec.Data.Pictures;

/// <summary>Draws which aspects the texts of a teacher name (PAPER, section 7).</summary>
public static class AspectPicture
{
    private const int Width = 720;
    private const int Height = 420;

    /// <summary>Draws a bar for each aspect, as a PNG.</summary>
    /// <param name="aspects">What was counted.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="InstructRecException">The native drawing library cannot be loaded (<see cref="InstructRecErrorKind.Runtime"/>).</exception>
    public static byte[] ToPng(Aspects aspects)
    {
        ArgumentNullException.ThrowIfNull(aspects);
        try
        {
            (string Name, double Share)[] shares = [.. aspects.Shares.Select(s => (s.Key, 100 * s.Value))];
            using var plot = new Plot();
            plot.Add.Bars(shares.Select(s => s.Share).ToArray());
            plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, shares.Length).Select(i => (double)i)], [.. shares.Select(s => s.Name)]);
            plot.Axes.Margins(bottom: 0);
            plot.Title("Aspects named in preferences and intentions");
            plot.YLabel("texts that name it, %");
            PictureFont.Use(plot);
            return plot.GetImageBytes(Width, Height, ImageFormat.Png);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw new InstructRecException(InstructRecErrorKind.Runtime, "pictures cannot be drawn: the native files of SkiaSharp are missing", remedy: "Publish for this machine's runtime identifier", innerException: e);
        }
    }

    /// <summary>Draws and writes the file, whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="aspects">What was counted.</param>
    public static void Write(string path, Aspects aspects)
    {
        byte[] png = ToPng(aspects);
        AtomicFile.Write(path, stream => stream.Write(png));
    }
}
