using System.Diagnostics;
using System.Reflection;
using InstructRec.Testing;

namespace QuickStart.Tests;

/// <summary>The sample as a person runs it: whatever is wrong is one line on stderr, an exit code that is not 0, and nothing lost.</summary>
public class ConsoleTests
{
    private static readonly string Program = typeof(ConsoleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "QuickStart").Value!;

    [Theory]
    [InlineData("--colour", "--colour: this option is unknown")]
    [InlineData("train --columns user", "--columns: 'user' is no field and column")]
    [InlineData("train --columns user=person", "MovieLens, whose columns are fixed")]
    [InlineData("train --minutes soon", "--minutes: 'soon' is no number")]
    [InlineData("train --minutes", "--minutes: a value is missing")]
    [InlineData("train --size huge", "there is no size 'huge'")]
    [InlineData("train --data nowhere", "nowhere")]
    [InlineData("train --words 2", "--words: words are read by the retrieval head")]
    [InlineData("train --left-out 0.3", "--left-out: words are left out where words are learned")]
    [InlineData("--model nowhere", "nowhere: The checkpoint folder does not exist")]
    public void What_is_wrong_is_said_in_one_line(string arguments, string expected)
    {
        using TemporaryFolder folder = new();

        ChildProcess run = Run(folder, arguments);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain(expected);
        run.Error.Trim().Should().NotContain("\n").And.NotContain("   at ");
    }

    [Fact]
    public void An_empty_data_folder_says_what_was_expected()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.Of("empty"));

        ChildProcess run = Run(folder, "train --data empty");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("empty").And.Contain("items.csv");
        run.Error.Trim().Should().NotContain("\n");
    }

    [Fact]
    public void A_malformed_line_is_named_by_file_and_number()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        File.AppendAllText(folder.Of("shop", "interactions.csv"), "ann,1,yesterday\n");

        ChildProcess run = Run(folder, "train --data shop");

        run.ExitCode.Should().Be(1);
        run.Error.Should().MatchRegex(@"interactions\.csv:\d+: .*yesterday");
    }

    [Fact]
    public void A_truncated_checkpoint_is_named()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.Of("model"));
        foreach (string file in Directory.GetFiles(GoldenRoot.Of("checkpoints", "broken-truncated")))
        {
            File.Copy(file, folder.Of("model", Path.GetFileName(file)));
        }

        ChildProcess run = Run(folder, "--model model --no-questions");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("model.safetensors");
        run.Error.Trim().Should().NotContain("\n");
    }

    [Fact]
    public void A_run_on_data_of_ones_own_ends_with_a_ranking_and_a_checkpoint_that_ranks_again()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        File.AppendAllText(folder.Of("shop", "interactions.csv"), "p0,999,1600000009\n");

        ChildProcess run = Run(folder, "train --data shop --minutes 0.1 --no-questions");
        ChildProcess again = Run(folder, "--data shop --model runs/shop/best --no-questions");

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("corrected score").And.Contain("instructions/s").And.Contain("Left out: 1 interactions with items that have no title.");
        again.ExitCode.Should().Be(0);
        again.Output.Should().Contain("corrected score");
    }

    [SkippableFact]
    public void Ctrl_C_stops_cleanly_and_keeps_what_can_be_resumed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        using RunningProcess process = RunningProcess.Start(Program, ["train", "--data", "shop", "--minutes", "5", "--no-questions"], folder.Path);
        process.WaitFor("instructions/s");

        ChildProcess stopped = process.Interrupt();

        stopped.ExitCode.Should().Be(130, stopped.Output);
        stopped.Error.Trim().Should().Contain("--resume").And.NotContain("\n");
        Directory.Exists(folder.Of("runs", "shop", "last")).Should().BeTrue(stopped.Output);
        ChildProcess resumed = Run(folder, "train --data shop --minutes 5 --resume --size huge");
        resumed.ExitCode.Should().Be(1);
    }

    [Fact]
    public void Words_are_learned_first_and_the_checkpoint_ranks_by_them()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));

        ChildProcess run = Run(folder, "train --data shop --words 3 --left-out 0.3 --retrieval --bf16 --minutes 0.1 --no-questions");
        ChildProcess again = Run(folder, "--data shop --model runs/shop/best --no-questions");

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("Words: ").And.Contain("of the network's part of the retrieval head beside the words");
        File.ReadAllText(folder.Of("runs", "shop", "best", "instructrec.json")).Should().Contain("3 passes first, 0.3 left out");
        again.ExitCode.Should().Be(0, again.Error);
        again.Output.Should().Contain("retrieval");
    }

    [SkippableFact]
    public void Words_half_learned_are_no_state_to_resume_from()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        using RunningProcess process = RunningProcess.Start(Program, ["train", "--data", "shop", "--words", "1000", "--retrieval", "--minutes", "5", "--no-questions"], folder.Path);
        process.WaitFor("words  loss");

        ChildProcess stopped = process.Interrupt();

        stopped.ExitCode.Should().Be(130, stopped.Output);
        stopped.Error.Trim().Should().Be("Stopped.");
        Directory.Exists(folder.Of("runs", "shop", "last")).Should().BeFalse("--resume would take it for whole");
    }

    private static ChildProcess Run(TemporaryFolder folder, string arguments) =>
        ChildProcess.Run("dotnet", [Program, .. arguments.Split(' ')], folder.Path, TimeSpan.FromMinutes(3));
}
