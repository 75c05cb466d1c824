using System.Globalization;
using InstructRec.Testing;

namespace InstructRec.Training.Tests;

/// <summary>Memory is measured in processes of their own: what earlier tests freed or kept decides nothing.</summary>
public sealed class MemoryTests
{
    [SkippableTheory]
    [InlineData("Float32")]
    [InlineData("BFloat16")]
    public void Stands_still_however_many_lengths_are_met(string type)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Resident memory is read from Linux's /proc.");
        ChildProcess run = TrainingHost.Run("training-memory", type, "500", "64", "1");
        long[] resident = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => long.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture))];
        resident.Should().HaveCount(5, run.Error);
        resident[4].Should().BeLessThan(resident[1] * 112 / 100);
    }

    [SkippableFact]
    public void A_step_of_flan_t5_small_needs_at_most_sixty_percent_when_blocks_are_computed_again()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Peak memory is read from Linux's /proc.");
        Skip.IfNot(Environment.GetEnvironmentVariable("INSTRUCTREC_SLOW_TESTS") == "1", "Takes minutes: set INSTRUCTREC_SLOW_TESTS=1.");
        Peak("recompute").Should().BeLessThan(Peak("plain") * 60 / 100);

        static long Peak(string way) => long.Parse(TrainingHost.Run("training-step", "small", "Float32", way, "adamw", "8", "512", "64").Output.Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
