using InstructRec.Testing;

namespace InstructRec.Training.Tests;

public sealed class KilledRunTests
{
    private const int Killed = 137;

    [SkippableFact]
    public void A_run_killed_at_any_moment_and_resumed_has_the_same_weights_to_the_bit()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Kills itself as Linux does.");
        using TemporaryFolder whole = new(), killed = new();
        string expected = TrainingHost.Run("training-run", whole.Path, "20").Output;
        expected.Should().NotBeEmpty();

        (int After, string At)[] moments =
        [
            (2, "step"), (5, "last.unfinished"), (8, "last.unfinished/model.safetensors"), (11, "last.unfinished/training.safetensors"),
            (14, "last.unfinished/training.json"), (17, "last.previous"),
        ];
        int kills = 0;
        List<long> began = [1];
        foreach ((int after, string at) in moments)
        {
            ChildProcess run = TrainingHost.Run("training-run", killed.Path, "20", after.ToString(System.Globalization.CultureInfo.InvariantCulture), at);
            run.Error.Should().BeEmpty();
            kills += run.ExitCode == Killed ? 1 : 0;

            // Whatever the moment, a whole state lies there, of the step before the killed one at the latest.
            long kept = StateOf(killed.Path);
            kept.Should().BeGreaterThanOrEqualTo(after - 1, at);
            began.Add(kept + 1);
        }

        kills.Should().BeGreaterThanOrEqualTo(4, "the moments are there to be hit");
        ChildProcess last = TrainingHost.Run("training-run", killed.Path, "20");
        last.Output.Should().Be(expected, last.Error);
        File.ReadLines(Path.Combine(killed.Path, "began.txt")).Select(long.Parse).Should().Equal(began.Where(step => step <= 20), "each run goes on where the state stood, not at the beginning");
    }

    [SkippableFact]
    public void A_disk_that_is_full_keeps_the_state_before_and_the_run_goes_on_when_there_is_room()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The limit on file sizes is set through Linux's own call.");
        using TemporaryFolder whole = new(), full = new();
        string expected = TrainingHost.Run("training-run", whole.Path, "9").Output;
        TrainingHost.Run("training-run", full.Path, "9", "4", "step").ExitCode.Should().Be(Killed);
        string[] before = Files(full);

        ChildProcess refused = TrainingHost.Run("training-run-on-full-disk", full.Path, "9");

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().StartWith("Storage:").And.Contain("last");
        refused.Error.Trim().Should().NotContain("\n");
        Files(full).Should().Equal(before);
        ChildProcess resumed = TrainingHost.Run("training-run", full.Path, "9");
        resumed.Output.Should().Be(expected, resumed.Error);
    }

    private static long StateOf(string run)
    {
        string folder = Path.Combine(run, "last");
        string state = File.ReadAllText(Path.Combine(Directory.Exists(folder) ? folder : folder + ".previous", "training.json"));
        return System.Text.Json.JsonDocument.Parse(state).RootElement.GetProperty("step").GetInt64();
    }

    private static string[] Files(TemporaryFolder folder) =>
        [.. Directory.GetFiles(Path.Combine(folder.Path, "last")).Order(StringComparer.Ordinal).Select(f => $"{f} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}")];
}
