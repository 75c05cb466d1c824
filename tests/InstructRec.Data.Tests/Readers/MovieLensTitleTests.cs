using InstructRec.Data.Readers;

namespace InstructRec.Data.Tests.Readers;

public sealed class MovieLensTitleTests
{
    [Theory]
    [InlineData("Matrix, The (1999)", "The Matrix (1999)")]
    [InlineData("Boot, Das (Boat, The) (1981)", "Das Boot (The Boat) (1981)")]
    [InlineData("Eclisse, L' (Eclipse) (1962)", "L'Eclisse (Eclipse) (1962)")]
    [InlineData("Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il) (1966)", "The Good, the Bad and the Ugly (Il Buono, il brutto, il cattivo) (1966)")]
    [InlineData("Live, Die, Repeat (2014)", "Live, Die, Repeat (2014)")]
    [InlineData("Babylon 5", "Babylon 5")]
    [InlineData("", "")]
    public void ArticlesGoToTheFront(string raw, string natural) => MovieLensTitle.ToNatural(raw).Should().Be(natural);

    [Theory]
    [InlineData("Toy Story (1995)", 1995)]
    [InlineData("Death Note: Desu nôto (2006–2007)", 2006)]
    [InlineData("2001 (a number)", null)]
    [InlineData("Nothing", null)]
    [InlineData("(19", null)]
    public void TheYearIsRead(string title, int? year) => MovieLensTitle.YearOf(title).Should().Be(year);
}
