using System.Globalization;
using InstructRec.Data.Generation;
using InstructRec.Extensions.AI.Tests;
using InstructRec.Testing;

namespace MakeInstructions.Tests;

/// <summary>The sample as a person runs it: output is whole or has not its name, and whatever is wrong is one line and an exit code that is not 0.</summary>
public sealed class ConsoleTests : IDisposable
{
    private readonly Console _console = new();

    private string Folder => _console.Folder;

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Output_is_whole_in_each_format_and_the_same()
    {
        ChildProcess lines = Run("--rate 0.005 --out a"), gzip = Run("--rate 0.005 --out a --format jsonl.gz"), parquet = Run("--rate 0.005 --out a --format parquet");

        new[] { lines, gzip, parquet }.Should().AllSatisfy(r => r.ExitCode.Should().Be(0, r.Error));
        lines.Output.Should().Contain("100,836 interactions").And.Contain("instructions of 65 templates");
        InstructionRecord[] records = [.. InstructionFile.Read(Of("a", "instructions.jsonl"))];
        records.Length.Should().BeGreaterThan(10_000);
        InstructionFile.Read(Of("a", "instructions.jsonl.gz")).SequenceEqual(records).Should().BeTrue();
        (await InstructionParquet.ReadAsync(Of("a", "instructions.parquet")).ToArrayAsync()).SequenceEqual(records).Should().BeTrue();
        File.ReadAllText(Of("a", "README.md")).Should().Contain("aspects.png").And.Contain("offline-full/");
        Directory.GetFiles(Of("a")).Select(f => Path.GetFileName(f)).Should().BeEquivalentTo("instructions.jsonl", "instructions.jsonl.gz", "instructions.parquet", "README.md", "aspects.png");
    }

    [Fact]
    public void A_dry_run_counts_and_writes_nothing()
    {
        ChildProcess run = Run("--rate 0.001 --dry-run");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("would be written");
        Directory.GetFileSystemEntries(Folder).Should().BeEmpty();
    }

    [Fact]
    public void A_chat_model_writes_after_an_estimate_and_a_second_run_asks_nothing()
    {
        using var endpoint = new ChatEndpoint((_, user) => new Reply($"They like stories of kind {user.Sum(c => (int)c) % 97} and the people in them"));
        string arguments = $"--last 4 --rate 0.01 --out a --chat {endpoint.Address} --model test-model";

        ChildProcess dry = Run(arguments + " --dry-run --price 1000/0");
        dry.ExitCode.Should().Be(0, dry.Error);
        dry.Output.Should().MatchRegex("would ask: [0-9,]+ requests .* about [0-9.]+ in the currency");
        Directory.GetFileSystemEntries(Folder).Should().BeEmpty();
        endpoint.Requests.Should().Be(0);

        ChildProcess run = Run(arguments);
        run.ExitCode.Should().Be(0, run.Error);
        int asked = endpoint.Requests;
        dry.Output.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"would ask: {asked:N0} requests"));
        run.Output.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"asked: {asked:N0} requests (")).And.NotContain("AskingCounts");
        InstructionRecord[] records = [.. InstructionFile.Read(Of("a", "instructions.jsonl"))];
        records.Should().Contain(r => r.Teacher == "chat/test-model/p1i1" && r.Instruction.Contains("stories of kind"));

        Run(arguments + " --format parquet").ExitCode.Should().Be(0);
        endpoint.Requests.Should().Be(asked, "the answers were kept");
        ChildProcess away = Run("--rate 0.01 --out b --chat not-an-address --model m");
        away.ExitCode.Should().Be(1);
        away.Error.Should().Contain("'not-an-address' is no address");
    }

    [Fact]
    public void A_mix_is_made_as_asked_for_and_held_out_items_are_on_the_card()
    {
        ChildProcess run = Run("--last 5 --rate 0 --rates search=0.2,rec-07=0.1 --hold-out --repeats 3 --out a");

        run.ExitCode.Should().Be(0, run.Error);
        string[] templates = [.. InstructionFile.Read(Of("a", "instructions.jsonl")).Select(r => r.Template).Distinct()];
        templates.Should().Contain("rec-07").And.Contain("search-01").And.OnlyContain(t => t == "rec-07" || t.StartsWith("search"));
        File.ReadAllText(Of("a", "README.md")).Should().Contain("No wish and no attributes of 1,948 items").And.Contain("| Repeat |");
    }

    [Theory]
    [InlineData("--colour", "--colour: this option is unknown")]
    [InlineData("--rate", "--rate: a value is missing")]
    [InlineData("--rates serch=1", "'serch' is neither a family nor a template")]
    [InlineData("--rates search=2", "'search=2' is no name and share")]
    [InlineData("--price dear", "'dear' is no price")]
    [InlineData("--rate much", "'much' is no number from 0 to 1")]
    [InlineData("--format xml", "'xml' is none of jsonl")]
    [InlineData("--data nowhere", "nowhere: there is no such folder")]
    public void What_is_wrong_is_said_in_one_line(string arguments, string expected)
    {
        ChildProcess run = Run(arguments);

        run.ExitCode.Should().Be(1);
        run.Error.Should().ContainEquivalentOf(expected);
        run.Error.Trim().Should().NotContain("\n").And.NotContain("   at ");
        Directory.GetFileSystemEntries(Folder).Should().BeEmpty();
    }

    [SkippableFact]
    public void A_disk_that_fills_up_leaves_partial_output_only()
    {
        Skip.If(OperatingSystem.IsWindows(), "Limits are set by a shell.");

        // Beyond 512 blocks of 512 bytes the kernel refuses to write; the runtime's own files in memory must not count.
        var run = ChildProcess.Run(
            "sh", ["-c", $"trap '' XFSZ; ulimit -f 512; DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0 exec dotnet '{Console.Program}' --rate 0.05 --out a"], Folder, TimeSpan.FromMinutes(3));

        run.ExitCode.Should().Be(1, run.Output);
        run.Error.Should().Contain("instructions.jsonl").And.Contain("cannot be written");
        run.Error.Trim().Should().NotContain("\n");
        Directory.GetFiles(Of("a")).Select(f => Path.GetFileName(f)).Should().Equal("instructions.jsonl.partial");
    }

    [SkippableFact]
    public void Ctrl_C_leaves_nothing_that_looks_whole()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using RunningProcess process = RunningProcess.Start(Console.Program, ["--rate", "1", "--out", "a"], Folder);
        process.WaitFor("instructions, ");

        ChildProcess stopped = process.Interrupt();

        stopped.ExitCode.Should().Be(130, stopped.Output);
        stopped.Error.Trim().Should().StartWith("Stopped").And.NotContain("\n");
        Directory.GetFiles(Of("a")).Select(f => Path.GetFileName(f)).Should().Equal("instructions.jsonl.partial");
    }

    private string Of(params string[] parts) => _console.Of(parts);

    private ChildProcess Run(string arguments) => _console.Run(arguments);
}
