using System.Diagnostics;
using System.Reflection;
using InstructRec.Extensions.AI.Answers;
using InstructRec.Testing;

namespace InstructRec.Extensions.AI.Tests.Answers;

/// <summary>A process that asks is killed in its middle, as by a power cut of the process: it can do nothing about it.</summary>
public class KilledRunTests
{
    private const int Questions = 400;
    private static readonly string Host = typeof(KilledRunTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TestHost").Value!;

    [Fact]
    public async Task No_answer_that_was_kept_is_lost_or_asked_for_again()
    {
        using TemporaryFolder folder = new();
        string path = folder.Of("answers.log");
        using var endpoint = new ChatEndpoint((_, user) => new Reply("answer to " + user, Delay: TimeSpan.FromMilliseconds(15)));
        var kept = new HashSet<string>();
        for (int round = 1; round <= 2; round++)
        {
            int until = round * 120;
            using Process child = Process.Start(new ProcessStartInfo("dotnet", [Host, "ask-chat", endpoint.Address, path, $"{Questions}"]) { RedirectStandardOutput = true })!;
            while (endpoint.Requests < until && !child.HasExited)
            {
                await Task.Delay(5);
            }

            child.HasExited.Should().BeFalse("it is killed in its middle");
            child.Kill();
            await child.WaitForExitAsync();
            await using AnswerCache cache = AnswerCache.Open(path);
            cache.Count.Should().BeInRange(kept.Count + 1, Questions - 1);
            cache.Damaged.Should().Be(0);
            kept = [.. endpoint.Asked.Keys.Where(q => cache.Find(QuestionKey.Of("test-model", "Answer.", q, "t=0 n=200")) is not null)];
            kept.Should().HaveCount(cache.Count);
        }

        Dictionary<string, int> before = endpoint.Asked.ToDictionary();
        ChildProcess last = ChildProcess.Run("dotnet", [Host, "ask-chat", endpoint.Address, path, $"{Questions}"]);

        last.ExitCode.Should().Be(0, last.Error);
        kept.Should().OnlyContain(q => endpoint.Asked[q] == before[q], "a kept answer is not asked for again");
        endpoint.Asked.Should().HaveCount(Questions);
        endpoint.Requests.Should().BeLessThanOrEqualTo(Questions + (2 * 8), "only what was under way at a kill is asked twice");
        await using AnswerCache whole = AnswerCache.Open(path);
        whole.Count.Should().Be(Questions);
    }
}
