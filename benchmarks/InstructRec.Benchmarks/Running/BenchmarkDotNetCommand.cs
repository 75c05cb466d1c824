using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace InstructRec.Benchmarks.Running;

/// <summary>BenchmarkDotNet over all classes, in this process: a generated project would not find the libtorch that loads here.</summary>
internal static class BenchmarkDotNetCommand
{
    /// <summary>What one case may take. BenchmarkDotNet gives it five minutes and then ends the whole run; 10,000 candidates one by one take longer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(12);

    /// <summary>Its options that only show something.</summary>
    private static readonly string[] Questions = ["--help", "--version", "--info", "--list"];

    /// <summary>The toolchain for whatever job is asked for.</summary>
    public static IConfig Config() => DefaultConfig.Instance.AddJob(new Job("InProcess").WithToolchain(new InProcessEmitToolchain(Limit, logOutput: true)).AsMutator());

    /// <summary>The arguments with a short job where none is named: the default one would take a day for all classes.</summary>
    public static string[] WithJob(string[] arguments) => arguments.Any(a => a is "--job" or "-j" || a.StartsWith("--job=", StringComparison.Ordinal)) ? arguments : [.. arguments, "--job", "short"];

    /// <summary>Runs.</summary>
    /// <returns>0; 1 where a case has no result, or none was found.</returns>
    public static int Run(string[] arguments)
    {
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(BenchmarkDotNetCommand).Assembly).Run(WithJob(arguments), Config())];
        if (arguments.Any(a => Questions.Contains(a.Split('=')[0])))
        {
            return 0;
        }

        string[] failed = [.. summaries.SelectMany(Failed)];
        foreach (string name in failed)
        {
            Console.Error.WriteLine($"no result: {name}");
        }

        return summaries.Length > 0 && failed.Length == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Failed(Summary summary) => summary.BenchmarksCases
        .Where(c => summary[c] is not { Success: true, ResultStatistics: not null }).Select(c => c.DisplayInfo);
}
