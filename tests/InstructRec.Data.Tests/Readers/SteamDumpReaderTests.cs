using System.Text;
using InstructRec.Data.Readers;

namespace InstructRec.Data.Tests.Readers;

public sealed class SteamDumpReaderTests : IDisposable
{
    private const string Games = """
        {u'publisher': u'Mossworks', u'genres': [u'Casual', u'Indie'], u'app_name': u'Lantern Keeper', u'title': u'Lantern Keeper', u'url': u'http://store.example/app/10/', u'release_date': u'2018-01-04', u'tags': [u'Cozy', u'Pixel Graphics'], u'discount_price': 4.49, u'price': 4.99, u'early_access': False, u'id': u'10', u'developer': u'Mossworks'}
        {u'app_name': u"Captain Ember\'s \"Great\" Caf\xe9 \u2122", u'genres': [u'Strategy'], u'price': u'Free to Play', u'early_access': True, u'metascore': None, u'id': u'20'}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FlatReviewsAreReadWithTheirGames()
    {
        _folder.Write("steam_games.json.gz", Games);
        _folder.Write("steam_reviews.json.gz", """
            {u'username': u'ann', u'hours': u'0.1', u'products': u'41', u'product_id': u'20', u'page_order': 0, u'date': u'2017-12-17', u'text': u'It\u2019s fine.\nTwo lines', u'early_access': False, u'page': 1, u'compensation': u'Product received for free', u'found_funny': 2L}
            {u'username': u'ann', u'product_id': u'10', u'date': u'2016-12-17', u'text': u"I don't mind \U0001f600", u'early_access': True, u'user_id': u'765'}

            """);

        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { KeepReviews = true });

        read.Items.Select(i => i.Title).Should().Equal("Lantern Keeper", "Captain Ember's \"Great\" Café ™");
        read.Items[0].Attributes.Keys.Should().BeEquivalentTo("publisher", "genres", "tags", "developer");
        read.Items[0].Attributes["tags"].Should().Equal("Cozy", "Pixel Graphics");
        read.People.Should().Equal("ann");
        read.History(0).ToArray().Should().Equal(0, 1);
        read.ReviewAt(0, 0).Should().Be("I don't mind 😀");
        read.ReviewAt(0, 1).Should().Be("It’s fine.\nTwo lines");
        read.TimeAt(0, 1).Should().Be(new DateTimeOffset(2017, 12, 17, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void NestedReviewsAreReadInTheOrderOfTheirDays()
    {
        _folder.Write("steam_games.json", Games);
        _folder.Write("australian_user_reviews.json.gz", """
            {'reviews': [{'funny': '', 'posted': 'Posted February 3.', 'last_edited': '', 'item_id': '10', 'helpful': 'No ratings yet', 'recommend': True, 'review': 'still good'}, {'posted': 'Posted November 5, 2014.', 'item_id': '20', 'recommend': False, 'review': "it's loud"}], 'user_id': 'ann', 'user_url': 'http://x'}
            {'user_id': 'bob', 'user_url': 'http://y', 'reviews': []}
            {'user_id': 'cid', 'reviews': [{'posted': 'Posted January 29, 2015.', 'item_id': '10', 'recommend': True, 'review': ''}]}
            """);

        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { KeepReviews = true });

        read.People.Should().Equal("ann", "cid");
        read.History(0).ToArray().Should().Equal(1, 0);
        read.TimeAt(0, 0).Should().Be(new DateTimeOffset(2014, 11, 5, 0, 0, 0, TimeSpan.Zero));
        read.TimeAt(0, 1).Should().Be(new DateTimeOffset(2016, 2, 3, 0, 0, 0, TimeSpan.Zero), "2015 is the newest year named, and the year of the crawl goes unnamed");
        read.ReviewAt(0, 0).Should().Be("it's loud");
        read.ReviewAt(1, 0).Should().BeNull();
    }

    [Fact]
    public void BundlesAndLibrariesGiveTheTitlesThatTheCatalogueLacks()
    {
        _folder.Write("steam_games.json", Games);
        _folder.Write("bundle_data.json", """{'bundle_final_price': '$6', 'bundle_name': 'Two', 'bundle_id': '450', 'items': [{'genre': 'Indie, RPG', 'item_id': '30', 'discounted_price': '$2', 'item_url': 'http://z', 'item_name': 'Salt &amp; Iron'}, {'item_id': '10', 'item_name': 'Other Name'}]}""");
        _folder.Write("australian_users_items.json.gz", """{'user_id': 'ann', 'items_count': 1, 'items': [{'item_id': '40', 'item_name': 'Quiet Orbit', 'playtime_forever': 6}]}""");
        _folder.Write("australian_user_reviews.json", """{'user_id': 'ann', 'reviews': [{'posted': 'Posted May 1, 2014.', 'item_id': '40', 'review': 'a'}, {'posted': 'Posted May 2, 2014.', 'item_id': '30', 'review': 'b'}]}""");

        InteractionDataset read = DatasetFolder.Open(_folder.Path);

        read.Items.Select(i => i.Title).Should().Equal("Lantern Keeper", "Captain Ember's \"Great\" Café ™", "Salt & Iron", "Quiet Orbit");
        read.History(0).ToArray().Should().Equal(3, 2);
    }

    [Theory]
    [InlineData("{'user_id': 'x', 'reviews': [{'posted': 'Posted May 1, 2014.', 'item_id': '10'", "no JSON object")]
    [InlineData("{'user_id': 'x', 'reviews': [{'posted': 'Posted May 1, 2014.'}]}", "review 1 of the line names no item (item_id)")]
    [InlineData("{'reviews': [{'posted': 'Posted May 1, 2014.', 'item_id': '10'}]}", "names no person")]
    [InlineData("{'user_id': 'x', 'reviews': [{'posted': 'Posted Smarch 1, 2014.', 'item_id': '10'}]}", "'Posted Smarch 1, 2014.' is no time")]
    [InlineData("{'user_id': 'x', 'reviews': [{'item_id': '10'}]}", "review 1 of the line has no time")]
    [InlineData("{'user_id': 'x', 'reviews': ['loud']}", "no JSON object")]
    [InlineData("{'user_id': 'x', 'review': 'none'}", "no list of reviews")]
    [InlineData("{'user_id': 'x', 'reviews': [{'posted': 'Posted May 1, 2014.', 'item_id': '99'}]}", "'99' is not among the items")]
    [InlineData("{'user_id': 'x\\x4', 'reviews': []}", "no JSON object")]
    [InlineData("{'user_id': __import__('os'), 'reviews': []}", "no JSON object")]
    public void AMalformedLineIsNamedAndMayBeSkipped(string line, string says)
    {
        _folder.Write("steam_games.json", Games);
        string path = _folder.Write("australian_user_reviews.json", "{'user_id': 'a', 'reviews': [{'posted': 'Posted May 1, 2014.', 'item_id': '10'}]}\n" + line + "\n");

        Action opening = () => DatasetFolder.Open(_folder.Path);
        opening.Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Data && e.Line == 2 && e.Where == path && e.Message.Contains(says));
        InteractionDataset lenient = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 1, SkipUntitledItems = true });
        lenient.People.Should().Equal("a");
        (lenient.Skipped.Malformed + lenient.Skipped.OfUntitledItems).Should().Be(1);
    }

    [Fact]
    public void WithoutAYearAnywhereNoYearIsInvented()
    {
        _folder.Write("steam_games.json", Games);
        _folder.Write("australian_user_reviews.json", "{'user_id': 'a', 'reviews': [{'posted': 'Posted May 1.', 'item_id': '10'}]}");
        Action opening = () => DatasetFolder.Open(_folder.Path);
        opening.Should().Throw<InstructRecException>().Where(e => e.Line == 1).WithMessage("*'Posted May 1.' is no time*");
    }

    [Fact]
    public void MissingAndSurplusFilesAreNamed()
    {
        _folder.Write("steam_reviews.json", "{u'username': u'a', u'product_id': u'10', u'date': u'2017-12-17'}");
        Action untitled = () => DatasetFolder.Open(_folder.Path);
        untitled.Should().Throw<InstructRecException>().Where(e => e.Where == _folder.Path).WithMessage("*no steam_games.json*");
        _folder.Write("steam_games.json", Games);
        DatasetFolder.Open(_folder.Path).InteractionCount.Should().Be(1);
        _folder.Write("australian_user_reviews.json", "{'user_id': 'a', 'reviews': []}");
        Action two = () => DatasetFolder.Open(_folder.Path);
        two.Should().Throw<InstructRecException>().WithMessage("*two data sets*Leave one*");
    }

    [Fact]
    public void ACutArchiveIsNoWholeOne()
    {
        _folder.Write("steam_games.json", Games);
        string path = _folder.Write("steam_reviews.json.gz", string.Concat(Enumerable.Range(0, 3000).Select(i => $"{{u'username': u'p{i * 7919 % 3001}', u'product_id': u'10', u'date': u'2017-12-17'}}\n")));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^2000]);
        Action opening = () => DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 10 });
        opening.Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Kind == InstructRecErrorKind.Data);
    }

    [Fact]
    public void BytesOfPythonTwoBecomeCharacters()
    {
        _folder.Write("meta_x.json", "{'asin': 'A', 'title': 'Pok\\xc3\\xa9 d\\xe9j\\xe0 \\xe9', 'categories': ('Toys',)}\n{'title': u'\\xc3\\xa9', 'asin': 'B'}\n");
        _folder.Write("reviews_x.json", "{'reviewerID': 'U', 'asin': 'A', 'reviewText': 'It\\'s', 'overall': 5.0, 'unixReviewTime': 1400000000}\n");
        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { KeepReviews = true });
        read.Items.Select(i => i.Title).Should().Equal("Poké déjà é", "Ã©");
        read.Items[0].Attributes["categories"].Should().Equal("Toys");
        read.ReviewAt(0, 0).Should().Be("It's");
    }

    [Fact]
    public void NoiseAmongTheLinesIsRefusedAndNeverAnythingElse()
    {
        _folder.Write("steam_games.json", Games);
        string path = Path.Combine(_folder.Path, "australian_user_reviews.json");
        byte[] line = Encoding.UTF8.GetBytes("{'user_id': u'a\\xe9', 'reviews': [{'posted': 'Posted May 1, 2014.', 'item_id': '10', 'review': \"it's \\U0001f600 \\\\ \\'x\\'\"}]}\n");
        var random = new Random(7);
        for (int round = 0; round < 3000; round++)
        {
            byte[] noisy = [.. line];
            for (int i = 0; i <= round % 3; i++)
            {
                noisy[random.Next(noisy.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, [.. line, .. noisy]);
            try
            {
                DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 3, SkipUntitledItems = true }).InteractionCount.Should().BeGreaterThan(0);
            }
            catch (InstructRecException e)
            {
                e.Kind.Should().Be(InstructRecErrorKind.Data);
            }
        }
    }
}
