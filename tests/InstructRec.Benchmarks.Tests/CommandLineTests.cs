using System.Reflection;
using InstructRec.Benchmarks.Running;
using InstructRec.Testing;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The program as a person runs it: whatever is wrong is one line on stderr and an exit code that is not 0.</summary>
public class CommandLineTests
{
    private static readonly string Program = typeof(CommandLineTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Benchmarks").Value!;

    [Theory]
    [InlineData("profile --colour blue", "--colour: this option is unknown")]
    [InlineData("profile --model", "--model: a value is missing")]
    [InlineData("profile --model huge", "'huge' is none of tiny, small, base, large")]
    [InlineData("profile --what sing", "'sing' is none of encode, score, decode, train")]
    [InlineData("profile --rounds 0", "'0' is no number from 1 to 1,000,000")]
    [InlineData("profile --device gpu", "'gpu' names no device")]
    [InlineData("profile --type fp16", "fp16 runs on a GPU only")]
    [InlineData("guard --file nowhere.json --rounds 1", "nowhere.json")]
    [InlineData("scaling --what moon", "'moon' is none of history")]
    [InlineData("peers --model huge", "'huge' is no model")]
    [InlineData("peers --out", "--out: a value is missing")]
    [InlineData("scaling --threads 0", "'0' is no number from 1 on")]
    [InlineData("guard --only moon --rounds 1", "'moon' is in no ratio's name")]
    [InlineData("profile --clock sun", "'sun' is none of thread, wall")]
    [InlineData("profile --device cuda:x", "'cuda:x' names no device")]
    [InlineData("profile --device cuda:-1", "'cuda:-1' names no device")]
    [InlineData("profile --device", "--device: a value is missing")]
    [InlineData("profile --device cuda --type fp64", "'fp64' is none of fp32, bf16, fp16")]
    [InlineData("profile --device cuda --type fp16 --what train", "fp16 has no training")]
    [InlineData("profile --device cuda --model huge", "'huge' is none of")]
    public void What_is_wrong_is_said_in_one_line(string arguments, string expected)
    {
        ChildProcess run = ChildProcess.Run("dotnet", [Program, .. arguments.Split(' ')]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain(expected);
        run.Error.Trim().Should().NotContain("\n").And.NotContain("   at ");
    }

    [SkippableTheory]
    [InlineData("encode", "cuda", "fp32")]
    [InlineData("score", "cuda:0", "fp16")]
    [InlineData("decode", "cuda:7", "bf16")]
    [InlineData("train", "cuda", "bf16")]
    public void CUDA_on_a_machine_without_it_is_one_line_that_says_what_to_do(string what, string device, string type)
    {
        Skip.If(TorchSharp.torch.cuda.is_available(), "this machine has CUDA");

        ChildProcess run = ChildProcess.Run("dotnet", [Program, "profile", "--model", "tiny", "--what", what, "--device", device, "--type", type]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("CUDA was asked for and libtorch finds none").And.Contain("nvidia-smi");
        run.Error.Trim().Should().NotContain("\n");
    }

    [Fact]
    public void The_smoke_finds_every_benchmark_and_gives_it_its_smallest_sizes()
    {
        Type[] classes = [.. SmokeCommand.Benchmarks()];

        classes.Should().Contain(typeof(Scoring.CandidateScoringBenchmarks)).And.HaveCountGreaterThan(12);
        Scoring.CandidateScoringBenchmarks benchmark = new();
        SmokeCommand.SetSmallest(benchmark);
        benchmark.Candidates.Should().Be(10);
        benchmark.Model.Should().Be(BenchmarkedModel.Tiny);
    }
}
