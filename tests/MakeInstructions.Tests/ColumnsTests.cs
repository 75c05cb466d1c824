using InstructRec.Data.Generation;
using InstructRec.Testing;

namespace MakeInstructions.Tests;

/// <summary>A shop's own tables, with names that nobody could guess, read as a person maps them on the command line.</summary>
public sealed class ColumnsTests : IDisposable
{
    private const string Mapping = "--columns person=Kunde,item=Artikel,time=gekauft,review=Meinung,title=Bezeichnung,labels=/";
    private readonly Console _console = new();

    public ColumnsTests()
    {
        _console.Write("shop", "items.csv", "\uFEFFArtikel;Bezeichnung;genre\r\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i};\"Lampe \"\"{(char)('A' + i)}\"\", rund\";{(i % 2 == 0 ? "Tisch/Büro" : "Decke")}\r\n")));
        _console.Write("shop", "interactions.csv", "Kunde;Artikel;gekauft;Meinung\r\n" + string.Concat(
            Enumerable.Range(0, 30).SelectMany(p => Enumerable.Range(0, 5).Select(t => $"k{p};{(p + t) % 12};2024-05-0{1 + t};\"warm light; great shade for a desk\"\r\n"))));
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public void Mapped_columns_are_read()
    {
        ChildProcess run = _console.Run($"--data shop --out made --rate 1 {Mapping}");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("30 people, 12 of 12 items, 150 interactions");
        InstructionRecord[] records = [.. InstructionFile.Read(_console.Of("made", "instructions.jsonl"))];
        records.Should().Contain(r => r.Instruction.Contains("Lampe 'A', rund"));
        records.Should().Contain(r => r.Instruction.Contains("great shade for a desk"), "the review's column is mapped");
        records.Should().Contain(r => r.Instruction.Contains("Tisch, Büro"), "labels stand between slashes");
    }

    [Fact]
    public void Json_lines_are_mapped_by_their_members()
    {
        _console.Write("lines", "items.jsonl", string.Concat(Enumerable.Range(0, 6).Select(i => $$"""{"sku": {{i}}, "label": "Lamp {{i}}", "genre": ["desk"]}""" + "\n")));
        _console.Write("lines", "reviews.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i => $$"""{"buyer": "b{{i / 4}}", "sku": {{i % 6}}, "on": "2024-05-{{1 + (i % 4):00}}"}""" + "\n")));

        ChildProcess run = _console.Run("--data lines --dry-run --columns user=buyer,item=sku,time=on,title=label");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("10 people, 6 of 6 items, 40 interactions").And.Contain("would be written");
    }

    [Theory]
    [InlineData("--columns", "--columns: a value is missing")]
    [InlineData("--columns colour=red", "--columns: 'colour' is no field; there are person, item, time, review, id, title, labels")]
    [InlineData("--columns person", "--columns: 'person' is no field and column. For example person=customer")]
    [InlineData("--columns person=Kunde,user=Kunde", "--columns: 'person' is given twice")]
    [InlineData("--columns item=Artikel,title=Name", "there is no column 'Name'; there are 'Artikel', 'Bezeichnung', 'genre'. Name the column so, or map another: --columns title=NAME")]
    [InlineData("--columns item=Artikel,title=Bezeichnung,person=Kundin", "interactions.csv:1: there is no column 'Kundin'; there are 'Kunde', 'Artikel', 'gekauft', 'Meinung'")]
    [InlineData("--columns item=Artikel,title=Bezeichnung", "there is no column 'person' or ")]
    [InlineData("", "items.csv:1: there is no column 'id' or ")]
    public void What_is_wrong_with_a_mapping_is_said_in_one_line(string columns, string expected)
    {
        ChildProcess run = _console.Run($"--data shop --out made {columns}".Trim());

        run.ExitCode.Should().Be(1, run.Output);
        run.Error.Should().Contain(expected);
        run.Error.Trim().Should().NotContain("\n").And.NotContain("   at ");
        Directory.Exists(_console.Of("made")).Should().BeFalse();
    }

    [Fact]
    public void Films_of_the_sample_have_fixed_columns()
    {
        ChildProcess run = _console.Run("--dry-run --columns person=userId");

        run.ExitCode.Should().Be(1, run.Output);
        run.Error.Should().Contain("MovieLens, whose columns are fixed");
    }
}
