using InstructRec.Checkpoints;
using InstructRec.Data.Pictures;
using ScottPlot;

namespace InstructRec.Benchmarks.Pictures;

/// <summary>Writes plots with the library's own font, whole or not at all.</summary>
internal static class Picture
{
    /// <summary>Writes a PNG; one written before is replaced.</summary>
    /// <param name="plot">The plot, complete.</param>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <exception cref="InstructRecException">SkiaSharp's native files are missing, or the file cannot be written.</exception>
    public static void Save(Plot plot, string path, int width, int height)
    {
        try
        {
            PictureFont.Use(plot);
            byte[] png = plot.GetImageBytes(width, height, ImageFormat.Png);
            AtomicFile.Write(path, stream => stream.Write(png));
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw new InstructRecException(InstructRecErrorKind.Runtime, "pictures cannot be drawn: the native files of SkiaSharp are missing", path, "The Markdown and JSON files are written", innerException: exception);
        }
    }
}
