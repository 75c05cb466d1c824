using System.Text;
using InstructRec.Data.Readers;

namespace InstructRec.Data.Tests.Readers;

public sealed class DatasetFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AMissingFolderSaysWhatIsExpected() =>
        Opening(Path.Combine(_folder.Path, "nowhere")).Should().Throw<InstructRecException>()
            .Where(e => e.Kind == InstructRecErrorKind.Data && e.Message.Contains("no such folder") && e.Message.Contains("movies.csv") && e.Message.Contains("items.csv"));

    [Fact]
    public void AnEmptyFolderSaysWhatIsExpected() =>
        Opening(_folder.Path).Should().Throw<InstructRecException>().WithMessage("*folder is empty*NAME.test.inter*");

    [Fact]
    public void AnUnknownFormNamesTheFilesThatAreThere()
    {
        _folder.Write("notes.txt", "x");
        Opening(_folder.Path).Should().Throw<InstructRecException>().WithMessage("*no known form: notes.txt*");
    }

    [Theory]
    [InlineData("userId,movieId,rating,timestamp\n1,1,4.0,100\n1,2,4.0,yesterday\n", 3, "yesterday")]
    [InlineData("userId,movieId,rating,timestamp\n1,1,4.0,100\n1,2,4.0\n", 3, "3 fields where the header has 4")]
    [InlineData("userId,movieId,rating,timestamp\n1,1,4.0,100\n1,2,4.0,-5\n", 3, "-5")]
    [InlineData("userId,movieId,rating,timestamp\n1,99,4.0,100\n", 2, "'99'")]
    [InlineData("userId,movieId,rating,timestamp\n1,1,good,100\n", 2, "good")]
    [InlineData("userId,movieId,timestamp\n1,1,100\n", 1, "rating")]
    [InlineData("userId,movieId,rating,timestamp\n1,1,4.0,100\n\"1,1,4.0,100\n1,1,4.0,100\n", 3, "quote")]
    public void AMalformedLineIsNamedByFileAndNumber(string ratings, int line, string says)
    {
        _folder.Write("movies.csv", Movies);
        string path = _folder.Write("ratings.csv.gz", ratings);
        Opening(_folder.Path).Should().Throw<InstructRecException>()
            .Where(e => e.Kind == InstructRecErrorKind.Data && e.Where == path && e.Line == line && e.Message.Contains(says));
    }

    [Fact]
    public void MalformedLinesAreCountedUpToALimit()
    {
        _folder.Write("movies.csv", Movies);
        _folder.Write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4.0,100\n1,2,4.0,no\n2,2,4.0,no\n2,2,4.0,7\n");
        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 2 });
        read.InteractionCount.Should().Be(2);
        read.Skipped.Malformed.Should().Be(2);
        read.Skipped.Examples[0].Should().Contain("ratings.csv:3");
        Action tooMany = () => DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 1 });
        tooMany.Should().Throw<InstructRecException>().Where(e => e.Line == 4);
    }

    [Fact]
    public void TitlesWithCommasQuotesAndArticlesAreRead()
    {
        _folder.Write("movies.csv", Movies);
        _folder.Write("ratings.csv", "userId,movieId,rating,timestamp\n7,2,4.0,200\n7,1,0.5,100\n9,3,1,100\n7,3,1,100\n");
        _folder.Write("tags.csv", "userId,movieId,tag,timestamp\n7,2,Mind Bending,5\n9,2,mind bending,6\n9,2,own remark,6\n");
        InteractionDataset read = DatasetFolder.Open(_folder.Path);
        read.Items.Select(i => i.Title).Should().Equal("Toy Story (1995)", "The Matrix (1999)", "Say \"Cheese\", Please");
        read.Items[1].Attributes["genre"].Should().Equal("Action", "Sci-Fi");
        read.Items[1].Attributes["decade"].Should().Equal("1990s");
        read.Items[1].Attributes["tag"].Should().Equal("mind bending");
        read.Items[2].Attributes.Should().BeEmpty();
        read.People.Should().Equal("7", "9");
        read.History(0).ToArray().Should().Equal([0, 2, 1], "equal times keep the file's order");
        read.TimeAt(0, 2).Should().Be(DateTimeOffset.FromUnixTimeSeconds(200));
        DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { NaturalTitles = false }).Items[1].Title.Should().Be("Matrix, The (1999)");
    }

    [Fact]
    public void TheOlderFormIsReadInItsOldEncoding()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "movies.dat"), "1::Misérables, Les (1995)::Drama|War\n", Encoding.Latin1);
        _folder.Write("ratings.dat", "1::1::5::978300760\n");
        InteractionDataset read = DatasetFolder.Open(_folder.Path);
        read.Items[0].Title.Should().Be("Les Misérables (1995)");
        read.HasTimes.Should().BeTrue();
    }

    [Fact]
    public void HistoriesAreReadWithEntitiesUnescaped()
    {
        _folder.Write("x.item.gz", "item_id:token\ttitle:token_seq\na\tTom &amp; \"Jerry\nb\tBeta\nc\tGamma\n");
        _folder.Write("x.test.inter", "user_id:token\titem_id_list:token_seq\titem_id:token\nu\tb a\tc\n");
        InteractionDataset read = DatasetFolder.Open(_folder.Path);
        read.Items[0].Title.Should().Be("Tom & \"Jerry");
        read.History(0).ToArray().Should().Equal(1, 0, 2);
        read.HasTimes.Should().BeFalse();
        read.KeepLast(2).History(0).ToArray().Should().Equal(0, 2);
    }

    [Theory]
    [InlineData("u\tb a\n", "three columns")]
    [InlineData("u\tb z\tc\n", "'z'")]
    public void AMalformedHistoryIsNamed(string line, string says)
    {
        _folder.Write("x.item", "item_id:token\ttitle:token_seq\na\tA\nb\tB\nc\tC\n");
        _folder.Write("x.test.inter", "user_id:token\titem_id_list:token_seq\titem_id:token\n" + line);
        Opening(_folder.Path).Should().Throw<InstructRecException>().Where(e => e.Line == 2 && e.Message.Contains(says));
    }

    [Fact]
    public void OnesOwnTablesAreReadWithMappedColumns()
    {
        _folder.Write("items.tsv", "Title\tSKU\tcolour\nRed lamp\t1 a\tred|warm\nLine\t2\t\n");
        _folder.Write("interactions.csv", "buyer,when,SKU\nann,2024-05-01T12:00:00Z,2\nann,2024-04-01,1 a\n");
        var options = new DatasetReadingOptions { Columns = new ColumnMapping { Person = "buyer", InteractionItem = "sku", Item = "sku", Time = "WHEN" } };
        InteractionDataset read = DatasetFolder.Open(_folder.Path, options);
        read.Items[0].Attributes["colour"].Should().Equal("red", "warm");
        read.History(0).ToArray().Should().Equal(0, 1);
        Opening(_folder.Path).Should().Throw<InstructRecException>().WithMessage("*no column 'id' or*'SKU'*");
    }

    [Fact]
    public void WithoutTimesTheOrderOfTheLinesCounts()
    {
        _folder.Write("items.csv", "id,title\n1,One\n2,\"Two, or more\"\n");
        _folder.Write("interactions.csv", "person,item\nb,2\na,1\nb,1\n");
        InteractionDataset read = DatasetFolder.Open(_folder.Path);
        read.HasTimes.Should().BeFalse();
        read.History(0).ToArray().Should().Equal(1, 0);
        read.TryFindPerson("a", out int a).Should().BeTrue();
        read.History(a).ToArray().Should().Equal(0);
    }

    [Fact]
    public void ACutGzipFileIsDamaged()
    {
        _folder.Write("movies.csv", Movies);
        string path = _folder.Write("ratings.csv.gz", "userId,movieId,rating,timestamp\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},1,4.0,{i * 7919}\n")));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^2000]);
        Opening(_folder.Path).Should().Throw<InstructRecException>().Where(e => e.Where == path);
        File.WriteAllText(path, "no gzip at all");
        Opening(_folder.Path).Should().Throw<InstructRecException>().WithMessage("*gzip*");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("userId,movieId,rating,timestamp\n", "no interaction")]
    [InlineData("\0\u0001\u0002garbage", "no column 'userId'")]
    public void AFileWithoutContentSaysSo(string ratings, string says)
    {
        _folder.Write("movies.csv", Movies);
        _folder.Write("ratings.csv", ratings);
        Opening(_folder.Path).Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Data && e.Message.Contains(says));
        File.Delete(Path.Combine(_folder.Path, "ratings.csv"));
        File.WriteAllBytes(Path.Combine(_folder.Path, "ratings.csv.gz"), []);
        Opening(_folder.Path).Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Data);
    }

    [Fact]
    public void SemicolonsAMarkAndWindowsLineEndsAreRead()
    {
        _folder.Write("items.csv", "\uFEFFid;title\r\n1;One, two\r\n2;\"Semi;colon\"\r\n");
        _folder.Write("interactions.csv", "user_id;item_id;timestamp\r\na;2;5\r\na;1;4\r\n");
        InteractionDataset read = DatasetFolder.Open(_folder.Path);
        read.Items.Select(i => i.Title).Should().Equal("One, two", "Semi;colon");
        read.History(0).ToArray().Should().Equal(0, 1);
    }

    [Fact]
    public void AFolderAboveTheDataIsFoundOut()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "ml-latest-small"));
        Opening(_folder.Path).Should().Throw<InstructRecException>().WithMessage("*only folders (ml-latest-small)*");
    }

    private const string Movies =
        "movieId,title,genres\n1,Toy Story (1995),Adventure|Children\n2,\"Matrix, The (1999)\",Action|Sci-Fi\n3,\"Say \"\"Cheese\"\", Please\",(no genres listed)\n";

    private static Action Opening(string path) => () => DatasetFolder.Open(path);
}
