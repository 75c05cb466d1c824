using System.Text;
using InstructRec.Data.Readers;

namespace InstructRec.Data.Tests.Readers;

public sealed class MovieLens100KReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ratings_titles_in_Latin_1_and_genre_flags_are_read()
    {
        Write("1\t2\t3\t881250949\n1\t1\t5\t881250940\n");

        InteractionDataset read = DatasetFolder.Open(_folder.Path);

        read.Items.Select(i => i.Title).Should().Equal("The Postman (Il postino) (1994)", "Les Misérables (1995)");
        read.Items[0].Attributes["genre"].Should().Equal("Drama", "Romance");
        read.Items[1].Attributes["decade"].Should().Equal("1990s");
        read.Items[1].Attributes.Should().NotContainKey("genre", "unknown is no genre");
        read.History(0).ToArray().Should().Equal([0, 1], "881250940 was first");
    }

    [Theory]
    [InlineData("1\t2\t3\n", "3 fields where 4 belong")]
    [InlineData("1\t2\t3\tyesterday\n", "'yesterday' is no time")]
    [InlineData("1\t2\t3\t99999999999999999\n", "is no time")]
    [InlineData("1\t9\t3\t881250949\n", "the item '9'")]
    public void A_malformed_rating_is_named_by_file_and_line(string rating, string expected)
    {
        Write("1\t1\t5\t881250940\n" + rating);

        Action read = () => DatasetFolder.Open(_folder.Path);

        read.Should().Throw<InstructRecException>().Where(e => e.Line == 2 && e.Where!.EndsWith("u.data")).WithMessage($"*{expected}*");
    }

    private void Write(string ratings)
    {
        string none = string.Join('|', Enumerable.Repeat("0", 18));
        string drama = string.Join('|', Enumerable.Range(0, 19).Select(i => i is 8 or 14 ? "1" : "0"));
        File.WriteAllText(
            Path.Combine(_folder.Path, "u.item"), $"1|Postman, The (Il postino) (1994)|01-Jan-1994||http://x|{drama}\n2|Misérables, Les (1995)|01-Jan-1995||http://x|1|{none}\n", Encoding.Latin1);
        File.WriteAllText(Path.Combine(_folder.Path, "u.data"), ratings);
    }
}
