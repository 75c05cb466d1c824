using System.Globalization;
using BenchmarkDotNet.Running;
using InstructRec.Benchmarks.Decoding;
using InstructRec.Benchmarks.Kernels;
using InstructRec.Benchmarks.Retrieval;
using InstructRec.Benchmarks.Scoring;
using InstructRec.Benchmarks.Training;

// "profile NAME" measures ratios: the ways to compare run in turns within one process, and medians are printed.
// BENCHMARK_THREADS=1 gives ratios that a busy machine disturbs least: threads that wait for each other suffer twice.
if (Environment.GetEnvironmentVariable("BENCHMARK_THREADS") is { Length: > 0 } threads)
{
    TorchSharp.torch.set_num_threads(int.Parse(threads, CultureInfo.InvariantCulture));
}

switch (args)
{
    case ["profile", "trie", .. var rest]:
        CatalogTrieProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000);
        break;
    case ["profile", "decoding", .. var rest]:
        DecodingProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5);
        break;
    case ["profile", "scoring", .. var rest]:
        CandidateScoringProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 100, rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 5);
        break;
    case ["profile", "catalogue", .. var rest]:
        CatalogueProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 10_000, rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 10);
        break;
    case ["profile", "training", .. var rest]:
        TrainingProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 5);
        break;
    case ["profile", "training-kernels", .. var rest]:
        TrainingStepProfile.Run(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 10);
        break;
    case ["profile", "candidates", .. var rest]:
        await CandidateProfile.RunAsync(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
