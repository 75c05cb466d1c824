using InstructRec.Data.Generation;
using InstructRec.Data.Pictures;

namespace InstructRec.Data.Tests.Generation;

public class AspectPictureTests
{
    [Fact]
    public void The_font_comes_with_the_library_and_has_the_letters()
    {
        using SkiaSharp.SKTypeface font = PictureFont.Load();

        font.ContainsGlyphs("Aspects named in preferences, % äé").Should().BeTrue();
        font.FamilyName.Should().Be("DejaVu Sans");
    }

    [Fact]
    public void The_picture_is_a_PNG_with_ink_where_the_title_is()
    {
        var aspects = new Aspects();
        aspects.Add("a cheap horror game for the weekend");

        using SkiaSharp.SKBitmap picture = SkiaSharp.SKBitmap.Decode(AspectPicture.ToPng(aspects));

        picture.Width.Should().Be(720);
        int ink = Enumerable.Range(0, 720).Sum(x => Enumerable.Range(4, 24).Count(y => picture.GetPixel(x, y).Red < 128));
        ink.Should().BeGreaterThan(300, "a title in letters, not an empty line");
    }
}
