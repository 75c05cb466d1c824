using System.Globalization;
using System.Reflection;
using InstructRec.Testing;

namespace InstructRec.Tests.Recommendation;

public sealed class LargeCatalogueTests
{
    [Fact]
    public void Ten_thousand_titles_are_scored_in_the_memory_of_half_as_many_and_cancelled_within_a_part()
    {
        using TinyCheckpoint checkpoint = new();
        string host = typeof(LargeCatalogueTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(m => m.Key == "TestHostFolder").Value!;

        ChildProcess run = ChildProcess.Run("dotnet", [Path.Combine(host, "InstructRec.TestHost.dll"), "score-catalogue", checkpoint.Path, "10000"]);

        run.ExitCode.Should().Be(0, run.Error);
        Dictionary<string, string> said = run.Output.Trim().Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        // The head's output for all nodes at once would be some 1,300 MB.
        long.Parse(said["grown"], CultureInfo.InvariantCulture).Should().BeLessThan(120_000_000, "what is computed at once does not grow with the catalogue");
        int.Parse(said["reports"], CultureInfo.InvariantCulture).Should().BeGreaterThan(20);
        said.Should().Contain("whole", "True").And.Contain("cancelled", "True").And.Contain("left", "0");
        said["parts"].Should().Be("3", "no part is begun after the cancellation");
    }
}
