using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using InstructRec.Benchmarks.Running;
using InstructRec.Testing;

namespace InstructRec.Benchmarks.Tests;

/// <summary>BenchmarkDotNet runs every class in this process, no case twice, and says what it could not measure.</summary>
[Collection("native")]
public class BenchmarkDotNetTests
{
    private static readonly string Program = typeof(CommandLineTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Benchmarks").Value!;

    public static TheoryData<Type> Classes => [.. SmokeCommand.Benchmarks()];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_case_runs_in_process_without_the_five_minutes(Type type)
    {
        BenchmarkCase[] cases = Cases(type);

        cases.Select(c => c.Descriptor.WorkloadMethod).Distinct().Should().HaveSameCount(type.GetMethods().Where(m => m.GetCustomAttribute<BenchmarkDotNet.Attributes.BenchmarkAttribute>() is not null));
        cases.Should().OnlyContain(c => c.Job.Infrastructure.Toolchain!.IsInProcess);
        cases.Select(c => c.Job.Run.IterationCount).Distinct().Should().Equal(3);
        BenchmarkDotNetCommand.Limit.Should().BeGreaterThan(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(typeof(Kernels.LinearKernelBenchmarks), "Streamed", "Rows", "1, 4")]
    [InlineData(typeof(Kernels.AttentionLengthBenchmarks), "Tree", "Biased", "True")]
    [InlineData(typeof(Kernels.HeadBenchmarks), "Chunks", "Rows", "1054")]
    [InlineData(typeof(Decoding.TrieMaskBenchmarks), "Build", "Said", "0")]
    [InlineData(typeof(Decoding.DecodeStepBenchmarks), "Reorder", "Batch", "4, 16")]
    [InlineData(typeof(EndToEnd.CheckpointBenchmarks), "Save", "Type", "Float32")]
    [InlineData(typeof(Scoring.CandidateScoringBenchmarks), "BuildTree", "Type", "Float32")]
    [InlineData(typeof(EndToEnd.RecommendationBenchmarks), "OneBatch", "Candidates", "10")]
    public void What_a_parameter_does_not_change_is_measured_once(Type type, string method, string parameter, string values)
    {
        BenchmarkCase[] cases = Cases(type);

        string.Join(", ", cases.Where(c => c.Descriptor.WorkloadMethod.Name == method).Select(c => c.Parameters[parameter].ToString()).Distinct()).Should().Be(values);
        cases.Where(c => c.Descriptor.Baseline).Select(c => c.Parameters[parameter].ToString()).Distinct().Count().Should().BeGreaterThan(values.Split(", ").Length, "the others keep all");
    }

    [Fact]
    public void A_job_that_is_named_is_the_one_that_runs()
    {
        BenchmarkDotNetCommand.WithJob(["--filter", "*"]).Should().Equal("--filter", "*", "--job", "short");
        BenchmarkDotNetCommand.WithJob(["-j", "dry"]).Should().Equal("-j", "dry");
        BenchmarkDotNetCommand.WithJob(["--job=dry"]).Should().Equal("--job=dry");
    }

    [Fact]
    public void The_program_leaves_a_table_with_a_figure_in_every_row()
    {
        using TemporaryFolder folder = new();

        ChildProcess run = ChildProcess.Run("dotnet", [Program, "--filter", "*TrieMaskBenchmarks*Titles: 1000,*", "--job", "dry", "--iterationCount", "2", "--artifacts", folder.Path]);

        run.ExitCode.Should().Be(0, run.Output + run.Error);
        string[] rows = [.. File.ReadAllLines(Directory.GetFiles(folder.Path, "*-github.md", SearchOption.AllDirectories).Single()).Where(l => l.Contains("Mask", StringComparison.Ordinal) || l.Contains("Build", StringComparison.Ordinal))];
        rows.Should().HaveCount(4);
        rows.Should().OnlyContain(r => !r.Contains("NA", StringComparison.Ordinal));
    }

    [Fact]
    public void A_filter_that_names_nothing_ends_with_1_and_a_question_with_0()
    {
        ChildProcess.Run("dotnet", [Program, "--filter", "*Moon*"]).ExitCode.Should().Be(1);
        ChildProcess list = ChildProcess.Run("dotnet", [Program, "--list", "flat"]);
        list.ExitCode.Should().Be(0);
        list.Output.Should().Contain("TrieMaskBenchmarks");
    }

    private static BenchmarkCase[] Cases(Type type) => BenchmarkConverter.TypeToBenchmarks(type, ManualConfig.Union(BenchmarkDotNetCommand.Config(), ManualConfig.CreateEmpty().AddJob(Job.ShortRun))).BenchmarksCases;
}
