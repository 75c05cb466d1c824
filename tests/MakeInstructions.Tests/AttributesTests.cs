using InstructRec.Testing;

namespace MakeInstructions.Tests;

/// <summary>Attributes whose names say nothing to the texts: said aloud, and told on the command line how they are spoken of.</summary>
public sealed class AttributesTests : IDisposable
{
    private readonly Console _console = new();

    public AttributesTests()
    {
        Directory.CreateDirectory(Path.Combine(_console.Folder, "shop"));
        string[] rooms = ["kitchen", "cellar", "attic"];
        File.WriteAllLines(Path.Combine(_console.Folder, "shop", "items.csv"), ["id,title,Raum", .. Enumerable.Range(0, 30).Select(i => $"{i},thing number {i},{rooms[i % 3]}")]);
        File.WriteAllLines(
            Path.Combine(_console.Folder, "shop", "interactions.csv"),
            ["person,item,timestamp", .. Enumerable.Range(0, 40).SelectMany(p => Enumerable.Range(0, 6).Select(t => $"p{p},{((p * 7) + (3 * t)) % 30},{1_600_000_000 + t}"))]);
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public void Texts_name_an_attribute_when_they_are_told_how()
    {
        ChildProcess silent = _console.Run("--data shop --rate 1 --out a"), told = _console.Run("--data shop --rate 1 --out b --attributes raum=kind");

        (silent.ExitCode, told.ExitCode).Should().Be((0, 0), silent.Error + told.Error);
        silent.Output.Should().Contain("no text names the attributes Raum; --attributes Raum=kind");
        told.Output.Should().NotContain("no text names");
        Text("a").Should().NotContain("cellar");
        Text("b").Should().Contain("cellar");
    }

    [Theory]
    [InlineData("Raum=colour", "'Raum=colour' is no attribute with one of kind")]
    [InlineData("Raum=3", "'Raum=3' is no attribute with one of kind")]
    [InlineData("kind", "'kind' is no attribute with one of kind")]
    [InlineData("room=kind", "no item has the attribute 'room'. There are Raum")]
    public void What_is_wrong_is_said_in_one_line(string attributes, string expected)
    {
        ChildProcess run = _console.Run($"--data shop --attributes {attributes}");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("--attributes").And.Contain(expected);
        run.Error.Trim().Should().NotContain("\n");
    }

    private string Text(string folder) => File.ReadAllText(Path.Combine(_console.Folder, folder, "instructions.jsonl"));
}
