using InstructRec.Data.Readers;
using InstructRec.Testing;

namespace InstructRec.Data.Tests.Readers;

public sealed class JsonLinesReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Amazon2014IsReadWithItsPythonMetadata()
    {
        _folder.Write("meta_Video_Games.json.gz", """
            {'asin': '0001', 'title': "Tom\'s \"Big\" Day &amp; Night", 'price': 9.99, 'imUrl': 'http://x', 'categories': [['Video Games', 'PC'], [u'Video Games']], 'brand': 'Caf\xe9', 'related': {'also_bought': ['x']}, 'discontinued': None}
            {"asin": "0002", "title": "Plain"}
            """);
        _folder.Write("reviews_Video_Games_5.json.gz", """
            {"reviewerID": "A", "asin": "0002", "helpful": [0, 1], "reviewText": "Fun", "overall": 5.0, "summary": "x", "unixReviewTime": 1400000000}
            {"reviewerID": "A", "asin": "0001", "reviewText": "", "overall": 5.0, "unixReviewTime": 1300000000}

            """);
        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { KeepReviews = true });
        read.Items[0].Title.Should().Be("Tom's \"Big\" Day & Night");
        read.Items[0].Attributes.Keys.Should().BeEquivalentTo("categories", "brand");
        read.Items[0].Attributes["categories"].Should().Equal("Video Games", "PC");
        read.Items[0].Attributes["brand"].Should().Equal("Café");
        read.History(0).ToArray().Should().Equal(0, 1);
        read.ReviewAt(0, 0).Should().BeNull();
        read.ReviewAt(0, 1).Should().Be("Fun");
    }

    [Fact]
    public void Amazon2023IsReadWithMillisecondsAndParents()
    {
        _folder.Write("meta_All.jsonl", """{"parent_asin": "P", "title": "Soap", "store": "Shiny", "features": [], "categories": ["Beauty"], "details": {"Scent": "Almond", "UPC": "1"}, "images": [{"large": "x"}]}""");
        _folder.Write("All.jsonl", """{"rating": 5.0, "title": "Nice", "text": "Smells well", "asin": "child", "parent_asin": "P", "user_id": "U", "timestamp": 1593352422858}""");
        InteractionDataset read = DatasetFolder.Open(_folder.Path);
        read.TimeAt(0, 0).Should().Be(DateTimeOffset.FromUnixTimeMilliseconds(1593352422858));
        read.Items[0].Attributes["Scent"].Should().Equal("Almond");
        read.HasReviews.Should().BeFalse("they were not asked for");
    }

    [Theory]
    [InlineData("{\"user_id\": \"a\", \"item_id\": ", "no JSON object")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("{\"user_id\": \"a\", \"timestamp\": 5}", "no item")]
    [InlineData("{\"item_id\": \"1\", \"timestamp\": 5}", "no person")]
    [InlineData("{\"user_id\": \"a\", \"item_id\": \"1\", \"timestamp\": -5}", "'-5' is no time")]
    [InlineData("{\"user_id\": \"a\", \"item_id\": \"1\"}", "no time, although the first has")]
    [InlineData("{\"user_id\": \"a\", \"item_id\": \"9\", \"timestamp\": 5}", "'9' is not among the items")]
    public void AMalformedLineIsNamed(string line, string says)
    {
        _folder.Write("items.jsonl", "{\"item_id\": 1, \"title\": \"One\"}\n");
        string path = _folder.Write("reviews.jsonl", "{\"user_id\": \"a\", \"item_id\": 1, \"timestamp\": 5}\n" + line + "\n");
        Action opening = () => DatasetFolder.Open(_folder.Path);
        opening.Should().Throw<InstructRecException>().Where(e => e.Line == 2 && e.Where == path && e.Message.Contains(says));
    }

    [Fact]
    public void Amazon2018IsReadWithItsLists()
    {
        _folder.Write("meta_Gift_Cards.json.gz", """
            {"category": ["Gift Cards", "Cards"], "tech1": "x", "description": ["long"], "title": "A Card", "also_buy": ["B1"], "image": ["http://x"], "brand": "Cardy", "feature": ["Never expires", "http://y"], "rank": "5 in Cards", "asin": "B0"}
            {"category": [], "title": "Other", "asin": "B1"}
            """);
        _folder.Write("Gift_Cards_5.json.gz", """
            {"overall": 5.0, "vote": "25", "verified": true, "reviewTime": "12 19, 2008", "reviewerID": "A1", "asin": "B0", "style": {"Gift Amount:": " 50"}, "reviewerName": "N", "reviewText": "Very good", "summary": "s", "unixReviewTime": 1229644800}
            {"overall": 4.0, "reviewTime": "12 20, 2008", "reviewerID": "A1", "asin": "B1", "unixReviewTime": 1229731200}

            """);

        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { KeepReviews = true });

        read.Items[0].Attributes.Keys.Should().BeEquivalentTo("category", "brand", "feature");
        read.Items[0].Attributes["feature"].Should().Equal("Never expires");
        read.History(0).ToArray().Should().Equal(0, 1);
        read.ReviewAt(0, 0).Should().Be("Very good");
    }

    [Fact]
    public void OtherNamesAreMapped()
    {
        _folder.Write("items.jsonl", """{"sku": "7", "label": "Lamp", "title": "not this", "colour": "red"}""");
        string path = _folder.Write("interactions.jsonl", """
            {"buyer": "ann", "sku": 7, "bought": "2024-05-01", "words": "bright enough"}
            {"buyer": "ann", "item_id": "7", "bought": "2024-05-02"}

            """);
        ColumnMapping columns = new() { Item = "sku", Title = "label", Person = "buyer", InteractionItem = "sku", Time = "bought", Review = "words" };

        Action strict = () => DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = columns });
        strict.Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Line == 2).WithMessage("*names no item (sku)*");
        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = columns, KeepReviews = true, MalformedLineLimit = 1 });
        read.Items.Should().ContainSingle(i => i.Id == "7" && i.Title == "Lamp");
        read.Items[0].Attributes["colour"].Should().Equal("red");
        read.TimeAt(0, 0).Should().Be(new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero));
        read.ReviewAt(0, 0).Should().Be("bright enough");
        Action untimed = () => DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = columns with { Time = "when" } });
        untimed.Should().Throw<InstructRecException>().Where(e => e.Line == 1).WithMessage("*no time, although 'when' is to hold it*");
    }

    [Fact]
    public void LongLinesAndOddEndingsAreRead()
    {
        _folder.Write("items.jsonl", "\uFEFF{\"item_id\": 1, \"title\": \"One\"}\r\n\r\n{\"item_id\": 2, \"title\": \"Two\", \"description\": \"" + new string('x', 1_000_000) + "\"}");
        _folder.Write("reviews.jsonl", string.Concat(Enumerable.Range(0, 5000).Select(i => $"{{\"user_id\": \"a{i}\", \"item_id\": {1 + (i % 2)}}}\n")));
        InteractionDataset read = DatasetFolder.Open(_folder.Path);
        read.Items.Select(i => i.Title).Should().Equal("One", "Two");
        read.PersonCount.Should().Be(5000);
    }

    [Fact]
    public void AtomicFilesAreReadWithTypedHeaders()
    {
        _folder.Write("x.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\nu\tb\t4\t964982703\nu\ta\t4\t964981247\n");
        _folder.Write("x.item", "item_id:token\tmovie_title:token_seq\tclass:token_seq\na\tThe \"Big Day\tComedy Drama\nb\tBeta\t\n");
        InteractionDataset read = DatasetFolder.Open(_folder.Path);
        read.Items[0].Title.Should().Be("The \"Big Day");
        read.Items[0].Attributes["class"].Should().Equal("Comedy", "Drama");
        read.History(0).ToArray().Should().Equal(0, 1);
    }

    [SkippableFact]
    public void SteamHasItsKnownCounts()
    {
        string folder = SharedData.Need("steam-reviews-au");
        InteractionDataset read = DatasetFolder.Open(folder, new DatasetReadingOptions { SkipUntitledItems = true, KeepReviews = true });
        read.InteractionCount.Should().Be(58_170);
        read.Skipped.OfUntitledItems.Should().Be(58_431 - 58_170);
        read.Items.Should().HaveCount(3_538);
        Enumerable.Range(0, read.PersonCount).Count(p => read.History(p).Length >= 5).Should().Be(3_243);
        Enumerable.Range(0, read.PersonCount).Sum(p => Enumerable.Range(0, read.History(p).Length).Count(i => read.ReviewAt(p, i) is not null)).Should().BeInRange(28_000, 29_220);
        Action strict = () => DatasetFolder.Open(folder);
        strict.Should().Throw<InstructRecException>().WithMessage("*SkipUntitledItems*");
    }

    [SkippableFact]
    public void AllBeautyHasItsKnownCounts()
    {
        InteractionDataset read = DatasetFolder.Open(SharedData.Need("amazon-all-beauty-2023"), new DatasetReadingOptions { KeepReviews = true });
        read.Statistics.Should().BeEquivalentTo(new { People = 253, Items = 356, Interactions = 2_535L, ShortestHistory = 5, LongestHistory = 63 });
        read.HasReviews.Should().BeTrue();
    }
}
