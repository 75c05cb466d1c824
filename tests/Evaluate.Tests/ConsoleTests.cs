using System.Diagnostics;
using InstructRec.Testing;

namespace Evaluate.Tests;

/// <summary>The sample as a person runs it: tables that come out again, a kill that loses nothing, and whatever is wrong in one line.</summary>
public sealed class ConsoleTests
{
    [Theory]
    [InlineData("--colour", "--colour: this option is unknown")]
    [InlineData("--columns user", "--columns: 'user' is no field and column")]
    [InlineData("--columns user=person", "MovieLens, whose columns are fixed")]
    [InlineData("--people none", "--people: 'none' is no whole number")]
    [InlineData("--systems oracle", "--systems: 'oracle' is unknown")]
    [InlineData("--protocols random4", "--protocols: 'random4' is unknown. There are random9, hard9, random99, full")]
    [InlineData("--search-candidates nowhere.tsv", "--search-candidates: nothing asks for these candidates. Give --studies search")]
    [InlineData("--studies search --search-candidates nowhere.tsv", "nowhere.tsv")]
    [InlineData("--data nowhere", "nowhere")]
    [InlineData("--model nowhere --people 10", "nowhere")]
    public void What_is_wrong_is_said_in_one_line(string arguments, string expected)
    {
        using TemporaryFolder folder = new();
        ChildProcess run = Run(folder, arguments);
        Fails(run, expected);
        run.Output.Should().NotContain("HR@1", "what is wrong is said before anything is asked");
    }

    [Theory]
    [InlineData("p0\t8\t1 2 3 4 5 6 9 10 11", "person 'p0'", "'8'", "'7'")]
    [InlineData("p0\t7\t1 2 3 4 5 6 999 10 11", "candidates.tsv:2", "'999'", "p0")]
    [InlineData("nobody\t7\t1 2 3 4 5 6 9 10 11", "candidates.tsv:2", "nobody", "shop")]
    [InlineData("p0\t7\t1 2 3", "person 'p0'", "4 candidates", "'7'")]
    [InlineData("p0\t7\t1 2 3 4 7 6 9 10 11", "candidates.tsv:2", "p0", "the target")]
    public void Candidates_that_would_flatter_or_fit_nothing_are_refused_by_person_and_item(string row, string first, string second, string third)
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        File.WriteAllText(folder.Of("candidates.tsv"), "user_id\ttarget_item_id\tnegatives\n" + row + "\n");
        ChildProcess run = Run(folder, "--data shop --candidates candidates.tsv");
        Fails(run, first);
        run.Error.Should().Contain(second).And.Contain(third);
    }

    [Fact]
    public void The_same_command_gives_the_same_files_and_a_shop_of_ones_own_gets_trained_baselines_and_hard_negatives()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        const string command = "--data shop --systems baselines --protocols random9,hard9 --people 40 --export --out";
        ChildProcess run = Run(folder, $"{command} one");
        ChildProcess again = Run(folder, $"{command} two");
        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("test.random9").And.Contain("test.hard9").And.Contain("SASRec").And.Contain("text two-tower");
        again.ExitCode.Should().Be(0);
        Table(folder.Of("two")).Should().Be(Table(folder.Of("one")));
        File.ReadAllLines(folder.Of("one", "ranks", "test.random9.SASRec.tsv")).Should().HaveCount(41);
        foreach (string file in Directory.GetFiles(folder.Of("one", "ranks")))
        {
            File.ReadAllText(file).Should().Be(File.ReadAllText(folder.Of("two", "ranks", Path.GetFileName(file))));
        }

        ChildProcess other = Run(folder, "--data shop --systems random --seed 7 --people 40 --out three");
        other.Output.Should().Contain("shuffled by seed 7");
    }

    [Fact]
    public void A_catalogue_too_small_for_nine_negatives_is_asked_with_fewer()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.Of("kiosk"));
        File.WriteAllLines(folder.Of("kiosk", "items.csv"), ["id,title", .. Enumerable.Range(0, 12).Select(i => $"{i},paper number {i}")]);
        File.WriteAllLines(
            folder.Of("kiosk", "interactions.csv"),
            ["person,item,timestamp", .. Enumerable.Range(0, 20).SelectMany(p => Enumerable.Range(0, 5).Select(t => $"p{p},{(p + t) % 12},{1_600_000_000 + t}"))]);

        Fails(Run(folder, "--data kiosk --systems popularity"), "9 negatives are not left");
        ChildProcess run = Run(folder, "--data kiosk --systems popularity --protocols random6,hard5");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("test.random6, 20 people").And.Contain("test.hard5");
    }

    [SkippableFact]
    public void A_killed_run_goes_on_and_ends_with_the_table_of_one_that_was_not()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using TemporaryFolder folder = new();
        string arguments = "--systems popularity,plain --people 200";
        using (RunningProcess process = Start(folder, arguments + " --out killed"))
        {
            string answers = folder.Of("killed", "answers");
            Stopwatch waited = Stopwatch.StartNew();
            while (waited.Elapsed < TimeSpan.FromMinutes(2) && Lines(answers) < 65 && !process.HasExited)
            {
                Thread.Sleep(20);
            }

            process.Kill();
            File.Exists(folder.Of("killed", "results.md")).Should().BeFalse("it was killed in time");
        }

        int kept = Lines(folder.Of("killed", "answers"));
        ChildProcess resumed = Run(folder, arguments + " --out killed");
        ChildProcess whole = Run(folder, arguments + " --out whole");
        kept.Should().BeInRange(65, 200);
        resumed.ExitCode.Should().Be(0);
        whole.ExitCode.Should().Be(0);
        Table(folder.Of("killed")).Should().Be(Table(folder.Of("whole")));

        static int Lines(string folder) => Directory.Exists(folder) && Directory.GetFiles(folder, "*T5*.tsv") is [var file] ? File.ReadAllText(file).Count(c => c == '\n') : 0;
    }

    [SkippableFact]
    public void Ctrl_C_stops_with_one_line_and_another_exit_code()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using TemporaryFolder folder = new();
        using RunningProcess process = Start(folder, "--systems plain --out run");
        string answers = folder.Of("run", "answers");
        Stopwatch waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromMinutes(2) && !(Directory.Exists(answers) && Directory.GetFiles(answers).Length > 0))
        {
            Thread.Sleep(20);
        }

        ChildProcess stopped = process.Interrupt();

        stopped.ExitCode.Should().Be(130, stopped.Output);
        stopped.Error.Trim().Should().Contain("goes on").And.NotContain("\n");
    }

    // The command itself names the folder, and is all that may differ.
    private static string Table(string folder) => string.Join('\n', File.ReadAllLines(Path.Combine(folder, "results.md")).Skip(1));

    private static void Fails(ChildProcess run, string expected)
    {
        run.ExitCode.Should().Be(1, run.Output);
        run.Error.Should().Contain(expected);
        run.Error.Trim().Should().NotContain("\n").And.NotContain("   at ");
    }

    private static RunningProcess Start(TemporaryFolder folder, string arguments) => RunningProcess.Start(Sample.Program, arguments.Split(' '), folder.Path);

    private static ChildProcess Run(TemporaryFolder folder, string arguments) =>
        Sample.Run(folder, arguments);
}
