using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using InstructRec.Testing;

namespace Worker.Tests;

public sealed class WorkerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_again_and_again_it_loses_and_repeats_no_line()
    {
        const int Count = 3000;
        string input = Write(Enumerable.Range(1, Count).Select(i => $$$"""{"id":"r{{{i}}}","instruction":{"intention":{"wish":"film number {{{i}}}"}},"candidates":[{"id":"a","title":"Heat (1995)"},{"id":"b","title":"Toy Story (1995)"}],"top":1}"""));
        string output = _folder.Of("out.jsonl");
        int kills = 0;
        for (int round = 0; round < 3; round++)
        {
            using Process child = Start(input, output);
            long before = Length(output);
            while (!child.HasExited && Length(output) < before + 5000)
            {
                Thread.Sleep(1);
            }

            child.Kill();
            child.WaitForExit();
            kills += child.ExitCode == 0 ? 0 : 1;
        }

        // A kill in the middle of a line leaves half of it.
        File.AppendAllText(output, """{"line":9999,"of":"00""");
        ChildProcess last = Run(input, output);

        last.ExitCode.Should().Be(0, last.Error);
        kills.Should().BeGreaterThan(0, "a run that was never killed shows nothing");
        JsonElement[] lines = [.. File.ReadLines(output).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
        lines.Select(l => l.GetProperty("line").GetInt32()).Should().Equal(Enumerable.Range(1, Count));
        lines.Select(l => l.GetProperty("id").GetString()).Should().Equal(Enumerable.Range(1, Count).Select(i => $"r{i}"));
        lines.Should().OnlyContain(l => l.GetProperty("items").GetArrayLength() == 1);

        string whole = File.ReadAllText(output);
        Run(input, output).ExitCode.Should().Be(0);
        File.ReadAllText(output).Should().Be(whole, "there was nothing left to do");
    }

    [Fact]
    public void A_bad_line_is_answered_as_such_and_the_run_goes_on()
    {
        string good = """{"instruction":{},"candidates":[{"id":"a","title":"Heat (1995)"}]}""";
        string input = Write(["{", "", good, """{"instruction":{},"candidates":[null]}""", """{"instruction":{"intention":{"wish":" "}},"candidates":[{"id":"a","title":"x"}]}""", """{"candidates":[]}""", good]);
        string output = _folder.Of("out.jsonl");

        ChildProcess run = Run(input, output);

        run.ExitCode.Should().Be(0, run.Error);
        File.ReadLines(output).Select(l => l.Contains("\"error\"")).Should().Equal(true, true, false, true, true, true, false);
    }

    [Fact]
    public void Another_input_another_output_and_another_run_are_refused_in_one_line()
    {
        string line = """{"instruction":{},"candidates":[{"id":"a","title":"Heat (1995)"}]}""";
        string output = _folder.Of("out.jsonl");
        Run(Write([line]), output).ExitCode.Should().Be(0);

        Refused(Write([line + " "]), output).Should().Contain("another line");
        Refused(Write([]), output).Should().Contain("0 lines");
        File.WriteAllText(output, "something else\n");
        Refused(Write([line]), output).Should().Contain("no ranking");
        Refused(_folder.Of("nowhere.jsonl"), _folder.Of("new.jsonl")).Should().Contain("nowhere.jsonl");
        using FileStream taken = new(_folder.Of("taken.jsonl"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Refused(Write([line]), taken.Name).Should().Contain("taken.jsonl");
    }

    [Fact]
    public void A_second_run_over_an_output_that_is_being_written_is_refused()
    {
        string output = _folder.Of("out.jsonl");
        using Process first = Process.Start(new ProcessStartInfo("dotnet", Arguments("-", output)) { RedirectStandardInput = true })!;
        while (!first.HasExited && !File.Exists(output))
        {
            Thread.Sleep(10);
        }

        Refused(Write(["{}"]), output).Should().Contain("out.jsonl");
        first.StandardInput.Close();
        first.WaitForExit();
        first.ExitCode.Should().Be(0);
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static string Dll => Path.Combine(typeof(WorkerTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(m => m.Key == "WorkerFolder").Value!, "Worker.dll");

    private static string[] Arguments(string input, string output) => [Dll, "--Worker:Input", input, "--Worker:Output", output];

    private static ChildProcess Run(string input, string output) => ChildProcess.Run("dotnet", Arguments(input, output));

    private static Process Start(string input, string output) => Process.Start(new ProcessStartInfo("dotnet", Arguments(input, output)))!;

    private static string Refused(string input, string output)
    {
        ChildProcess run = Run(input, output);
        run.ExitCode.Should().Be(1, run.Output);
        run.Error.Trim().Split('\n').Should().ContainSingle();
        return run.Error;
    }

    private string Write(IEnumerable<string> lines)
    {
        string path = _folder.Of($"{Guid.NewGuid():N}.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }
}
