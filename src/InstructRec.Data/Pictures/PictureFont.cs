using ScottPlot;
using SkiaSharp;

namespace InstructRec.Data.Pictures;

/// <summary>The font of pictures, which comes with the library: a machine without fonts draws the same letters as any other.</summary>
public static class PictureFont
{
    /// <summary>The name to set in a plot; other names are left to the machine.</summary>
    public const string Name = "InstructRec Sans";

    private static readonly Lazy<bool> Registered = new(() =>
    {
        // Adds a name of our own to the list; nothing that a host set is changed.
        Fonts.FontResolvers.Insert(0, new Resolver());
        return true;
    });

    /// <summary>Sets the font of everything in a plot; call it after titles, axes and legends are there.</summary>
    /// <param name="plot">The plot.</param>
    public static void Use(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        _ = Registered.Value;
        plot.Font.Set(Name);
    }

    internal static SKTypeface Load()
    {
        using Stream stream = typeof(PictureFont).Assembly.GetManifestResourceStream("InstructRec.Data.DejaVuSans.ttf")!;
        using SKData data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InstructRecException(InstructRecErrorKind.Runtime, "the font of the pictures cannot be loaded", remedy: "Check the native files of SkiaSharp");
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Load() : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Load() : null;
    }
}
