using System.Globalization;
using InstructRec;
using InstructRec.Benchmarks;
using InstructRec.Benchmarks.Decoding;
using InstructRec.Benchmarks.Guarding;
using InstructRec.Benchmarks.Kernels;
using InstructRec.Benchmarks.Peers;
using InstructRec.Benchmarks.Pictures;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Retrieval;
using InstructRec.Benchmarks.Running;
using InstructRec.Benchmarks.Scaling;
using InstructRec.Benchmarks.Scoring;
using InstructRec.Benchmarks.Training;

// "profile NAME" measures ratios: the ways to compare run in turns within one process, and medians are printed.
// BENCHMARK_THREADS=1 gives ratios that a busy machine disturbs least: threads that wait for each other suffer twice.
if (Environment.GetEnvironmentVariable("BENCHMARK_THREADS") is { Length: > 0 } threads)
{
    TorchSharp.torch.set_num_threads(int.Parse(threads, CultureInfo.InvariantCulture));
}

try
{
    switch (args)
    {
        case ["profile", "trie", .. var rest]:
            CatalogTrieProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000);
            return 0;
        case ["profile", "decoding", .. var rest]:
            DecodingProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5);
            return 0;
        case ["profile", "scoring", .. var rest]:
            CandidateScoringProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 100, rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 5);
            return 0;
        case ["profile", "catalogue", .. var rest]:
            CatalogueProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 10_000, rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 10);
            return 0;
        case ["profile", "training", .. var rest]:
            TrainingProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5);
            return 0;
        case ["profile", "training-kernels", .. var rest]:
            TrainingStepProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 10);
            return 0;
        case ["profile", "linear", .. var rest]:
            LinearKernelProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5);
            return 0;
        case ["profile", "candidates", .. var rest]:
            await CandidateProfile.RunAsync(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000);
            return 0;
        case ["profile", .. var rest]:
            return ProfileCommand.Execute(ProfileOptions.Parse(rest), ProfileChart.Draw);
        case ["peers", .. var rest]:
            return PeerCommand.Run(Arguments.Parse(rest, PeerCommand.Usage, "--model", "--rounds", "--threads", "--out"));
        case ["scaling", .. var rest]:
            ScalingCommand.Run(Arguments.Parse(rest, ScalingCommand.Usage, "--model", "--rounds", "--what", "--threads", "--out"));
            return 0;
        case ["guard", .. var rest]:
            return GuardCommand.Run(Arguments.Parse(rest, GuardCommand.Usage, "--file", "--rounds", "--only", "--update", "--strict"));
        case ["smoke", .. var rest]:
            return await SmokeCommand.RunAsync(Arguments.Parse(rest, "smoke [--only WORD]", "--only"));
        default:
            return BenchmarkDotNetCommand.Run(args);
    }
}
catch (InstructRecException exception)
{
    Console.Error.WriteLine(exception.Message.ReplaceLineEndings(" "));
    return 1;
}
