using System.Text;
using InstructRec.Data.Candidates;
using InstructRec.Data.Generation;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;

namespace InstructRec.Data.Tests.Readers;

/// <summary>Files as they come from elsewhere: in other encodings, with odd ids, absurd times, texts without end.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tables_in_UTF_16_are_read_by_their_mark()
    {
        Bytes("items.csv", Encoding.Unicode, "id,title\n1,Café Ünïcode\n");
        Bytes("interactions.csv", Encoding.BigEndianUnicode, "person,item\nann,1\n");

        InteractionDataset read = DatasetFolder.Open(_folder.Path);

        read.Items[0].Title.Should().Be("Café Ünïcode");
        read.People.Should().Equal("ann");
    }

    [Fact]
    public void A_line_in_Latin_1_is_refused_by_file_and_line_and_not_read_with_holes()
    {
        string path = Bytes("items.csv", Encoding.Latin1, "id,title\n1,Cafe\n2,Café\n3,Thé\n");
        _folder.Write("interactions.csv", "person,item\nann,1\n");

        Opening().Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Line == 3).WithMessage("*not in UTF-8*Save the file as UTF-8*");
        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 2 });
        read.Items.Select(i => i.Title).Should().Equal("Cafe");
        read.Skipped.Malformed.Should().Be(2);
    }

    [Fact]
    public void A_sign_for_what_is_unknown_that_stands_in_the_file_is_a_character_like_any_other()
    {
        _folder.Write("items.csv", "id,title\n1,Caf\uFFFD\n");
        _folder.Write("interactions.csv", "person,item\nann,1\n");

        DatasetFolder.Open(_folder.Path).Items[0].Title.Should().Be("Caf\uFFFD");
    }

    [Fact]
    public void Histories_in_Latin_1_are_refused_by_line()
    {
        string path = Bytes("x.item", Encoding.Latin1, "item_id:token\ttitle:token_seq\na\tA\nb\tBé\n");
        _folder.Write("x.test.inter", "user_id:token\titem_id_list:token_seq\titem_id:token\nu\ta\ta\n");

        Opening().Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Line == 3).WithMessage("*not in UTF-8*");
    }

    [Theory]
    [InlineData("{\"item_id\": \"2\", \"title\": \"Caf\u00e9\"}")]
    [InlineData("{\"item_id\": \"2\", \"title\": \"half \\ud83d\"}")]
    [InlineData("{\"item_id\": \"2\", \"title\": \"b\", \"genre\": \"\u00e9\"}")]
    [InlineData("{\"item_id\": \"2\", \"title\": ")]
    [InlineData("\0\0\0")]
    public void A_broken_line_among_items_is_counted_up_to_the_limit(string line)
    {
        string path = Bytes("items.jsonl", Encoding.Latin1, "{\"item_id\": \"1\", \"title\": \"a\"}\n" + line + "\n{\"item_id\": \"3\", \"title\": \"c\"}\n");
        _folder.Write("reviews.jsonl", "{\"user_id\": \"u\", \"item_id\": \"1\"}\n{\"user_id\": \"u\", \"item_id\": \"3\"}\n");

        Opening().Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Line == 2);
        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 1 });
        read.Items.Select(i => i.Id).Should().Equal("1", "3");
        read.Skipped.Malformed.Should().Be(1);
        read.Skipped.Examples[0].Should().Contain("items.jsonl:2");
    }

    [Fact]
    public void A_review_in_Latin_1_is_refused_where_it_is_asked_for()
    {
        _folder.Write("items.jsonl", "{\"item_id\": \"1\", \"title\": \"a\"}\n");
        string path = Bytes("reviews.jsonl", Encoding.Latin1, "{\"user_id\": \"u\", \"item_id\": \"1\"}\n{\"user_id\": \"v\u00e9\", \"item_id\": \"1\"}\n");

        Opening().Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Line == 2).WithMessage("*not in UTF-8*");
    }

    [Fact]
    public void JSON_lines_in_UTF_16_are_refused_by_name()
    {
        Bytes("items.jsonl", Encoding.Unicode, "{\"item_id\": \"1\", \"title\": \"a\"}\n");
        _folder.Write("reviews.jsonl", "{\"user_id\": \"u\", \"item_id\": \"1\"}\n");

        Opening().Should().Throw<InstructRecException>().WithMessage("*UTF-16*");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-1e9")]
    [InlineData("99999999999999999")]
    [InlineData("1e300")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("2999-01-01")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("32/13/2020")]
    [InlineData("02.01.2024")]
    [InlineData("1/2/2024 10:00")]
    [InlineData("")]
    public void An_absurd_time_is_refused_in_every_form(string time)
    {
        _folder.Write("items.csv", "id,title\n1,One\n");
        _folder.Write("interactions.csv", $"person,item,time\nann,1,5\nann,1,{time}\n");
        Opening().Should().Throw<InstructRecException>().Where(e => e.Line == 3).WithMessage("*no time*");

        File.Delete(Path.Combine(_folder.Path, "items.csv"));
        File.Delete(Path.Combine(_folder.Path, "interactions.csv"));
        _folder.Write("items.jsonl", "{\"item_id\": \"1\", \"title\": \"a\"}\n");
        _folder.Write("reviews.jsonl", $$"""{"user_id": "u", "item_id": "1", "timestamp": 5}{{"\n"}}{"user_id": "u", "item_id": "1", "timestamp": "{{time}}"}{{"\n"}}""");
        Opening().Should().Throw<InstructRecException>().Where(e => e.Line == 2).WithMessage("*no time*");
    }

    [Fact]
    public void Seconds_milliseconds_and_dates_are_the_same_moment()
    {
        _folder.Write("items.csv", "id,title\n1,One\n");
        _folder.Write("interactions.csv", "person,item,time\na,1,1714564800\nb,1,1714564800000\nc,1,2024-05-01T12:00:00Z\nd,1,2024-05-01T14:00:00+02:00\ne,1,1714564800.0\nf,1,0\ng,1,\"May 1, 2024 12:00\"\nh,1,2024/05/01 12:00\n");

        InteractionDataset read = DatasetFolder.Open(_folder.Path);

        Enumerable.Range(0, 5).Select(p => read.Times(p)[0]).Should().OnlyContain(t => t == 1_714_564_800_000);
        read.Times(5)[0].Should().Be(0);
        new[] { 6, 7 }.Select(p => read.Times(p)[0]).Should().OnlyContain(t => t == 1_714_564_800_000);
    }

    [Fact]
    public async Task Ids_with_spaces_and_tabs_are_kept_and_a_candidate_file_says_that_it_cannot()
    {
        _folder.Write("items.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => $$"""{"item_id": "item\t{{i}} x", "title": "Title {{i}}"}{{"\n"}}""")));
        _folder.Write("reviews.jsonl", string.Concat(Enumerable.Range(0, 8).Select(i => $$"""{"user_id": "ann \t b", "item_id": "item\t{{i}} x"}{{"\n"}}""")));

        InteractionDataset read = DatasetFolder.Open(_folder.Path);

        read.People.Should().Equal("ann \t b");
        read.TryFindItem("item\t3 x", out int item).Should().BeTrue();
        item.Should().Be(3);
        string path = Path.Combine(_folder.Path, "made.jsonl");
        LeaveOneOutSplit split = new(read);
        await InstructionFile.WriteAsync(path, new InstructionGenerator(split, new OfflineTeacher(read.Items), new GenerationOptions { CandidateCount = 3 }).GenerateAsync());
        InstructionFile.Read(path).Should().OnlyContain(r => r.Person == "ann \t b");
        Action candidates = () => CandidateFile.Write(Path.Combine(_folder.Path, "c.tsv"), new CandidateSet("c", [new CandidateRow(0, 7, [9])]), read);
        candidates.Should().Throw<InstructRecException>().WithMessage("*item id 'item\t9 x' holds a space or tab*");
    }

    [Fact]
    public async Task Empty_reviews_are_none()
    {
        _folder.Write("items.csv", "id,title\n1,One\n");
        _folder.Write("interactions.csv", "person,item,review\na,1,\nb,1,   \nc,1,\"\"\nd,1,good fun\n");

        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { KeepReviews = true });

        Enumerable.Range(0, 4).Select(p => read.ReviewAt(p, 0)).Should().Equal(null, null, null, "good fun");
        DatasetFolder.Open(_folder.Path).HasReviews.Should().BeFalse();
        var teacher = new OfflineTeacher(read.Items);
        (await teacher.WriteIntentionAsync(read.Items[0], "  ", 1)).Should().BeNull();
    }

    [Fact]
    public async Task A_title_and_a_description_of_100_kB_reach_no_instruction_whole()
    {
        string endless = string.Concat(Enumerable.Repeat("word ", 20_000));
        _folder.Write("items.csv", $"id,title,genre,description\n0,\"{endless}\",drama,\"{endless}\"\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"{i},Title {i},drama,short\n")));
        _folder.Write("interactions.csv", "person,item\n" + string.Concat(Enumerable.Range(0, 12).SelectMany(p => Enumerable.Range(0, 6).Select(i => $"p{p},{(i == 1 ? 0 : (p + (i * 5)) % 31)}\n"))));

        InteractionDataset read = DatasetFolder.Open(_folder.Path);

        read.Items[0].Attributes.Should().NotContainKey("description");
        List<InstructionRecord> records = await new InstructionGenerator(new LeaveOneOutSplit(read), new OfflineTeacher(read.Items)).GenerateAsync().ToListAsync();
        records.Should().Contain(r => r.Response.StartsWith("word word"));
        records.Should().OnlyContain(r => r.Instruction.Length < 6_000 && r.Response.Length < 1_000);
    }

    [Fact]
    public void A_quote_that_is_never_closed_ends_the_reading_whatever_may_be_skipped()
    {
        string path = _folder.Write("items.csv", "id,title\n1,One\n2,\"Two\n3,Three\n4,Four\n");
        _folder.Write("interactions.csv", "person,item\nann,1\n");
        Action lenient = () => DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 100 });

        lenient.Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Line == 3).WithMessage("*quote opens on this line*the 2 lines behind it*");
        _folder.Write("items.csv", "id,title\n1,One\n2,Two,\"\n3,Three\n4,Four\n");
        lenient.Should().Throw<InstructRecException>("the row has too many fields as well").Where(e => e.Line == 3);
        _folder.Write("items.csv", "id,title\n1,One\n2,\"Two\n3,\"Three\n4,Four\n");
        DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 100 }).Items.Select(i => i.Id).Should().Contain(["1", "4"], "the quote ends with the next one");
        _folder.Write("items.csv", "id,title\n1,One\n2,\"Two\n");
        DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { MalformedLineLimit = 100 }).Skipped.Malformed.Should().Be(1, "on the last line it takes nothing with it");
    }

    private Action Opening() => () => DatasetFolder.Open(_folder.Path);

    private string Bytes(string name, Encoding encoding, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
        return path;
    }
}
