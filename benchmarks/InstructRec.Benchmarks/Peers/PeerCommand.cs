using System.Diagnostics;
using System.Globalization;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Runtime;
using InstructRec.T5;
using TorchSharp;

namespace InstructRec.Benchmarks.Peers;

/// <summary>The peers verb: the same work by others and by us, in turns.</summary>
internal static class PeerCommand
{
    private const double Tolerance = 1e-3;

    /// <summary>Measures and prints.</summary>
    /// <returns>0, or 1 where a result differed by more than 1e-3.</returns>
    public static int Run(Arguments arguments)
    {
        TorchRuntime.EnsureLoaded();
        string name = arguments.Text("--model", "small");
        T5Config config = ModelShapes.Named(name) ?? throw arguments.Wrong("--model", $"'{name}' is no model");
        bool tiny = name == "tiny";
        int rounds = arguments.Count("--rounds", 9), threads = arguments.Count("--threads", torch.get_num_threads());
        torch.set_num_threads(threads);
        Console.WriteLine($"{name}, {Machine.Describe(new DeviceName("cpu", null))}");
        bool equal = true;
        using PeerWorks works = new(config, threads, tiny ? 2 : 8, tiny ? 12 : 512, tiny ? 5 : 20);
        foreach (PeerGroup group in works.Groups())
        {
            equal &= group.Difference <= Tolerance;
            Print(group, Measure(group, rounds));
        }

        return equal ? 0 : 1;
    }

    private static double[][] Measure(PeerGroup group, int rounds)
    {
        double[][] times = [.. group.Ways.Select(_ => new double[rounds])];
        foreach ((_, Action run) in group.Ways)
        {
            run();
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                Stopwatch watch = Stopwatch.StartNew();
                group.Ways[i].Run();
                times[i][round] = watch.Elapsed.TotalMilliseconds;
            }
        }

        return times;
    }

    private static void Print(PeerGroup group, double[][] times)
    {
        static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        Console.WriteLine(F($"\n**{group.Work}** (largest difference {group.Difference:G2}; {times[0].Length} rounds in turns)\n\n| way | ms, median | quartiles | times {group.Ways[0].Name}, median | quartiles |\n|---|--:|--:|--:|--:|"));
        for (int i = 0; i < times.Length; i++)
        {
            Spread time = Spread.Of(times[i]), ratio = Spread.Of(times[i].Zip(times[0], (a, b) => a / b));
            Console.WriteLine(F($"| {group.Ways[i].Name} | {time.Median:F2} | {time.Low:F2} to {time.High:F2} | {ratio.Median:F2} | {ratio.Low:F2} to {ratio.High:F2} |"));
        }
    }
}
