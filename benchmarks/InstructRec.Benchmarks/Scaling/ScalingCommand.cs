using System.Diagnostics;
using System.Globalization;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Runtime;
using InstructRec.T5;

namespace InstructRec.Benchmarks.Scaling;

/// <summary>The scaling verb: what a size costs, and the exponent of its growth.</summary>
internal static class ScalingCommand
{
    /// <summary>Measures the curves in turns over their sizes, and prints.</summary>
    public static void Run(Arguments arguments)
    {
        TorchRuntime.EnsureLoaded();
        string name = arguments.Text("--model", "small");
        T5Config config = ModelShapes.Named(name) ?? throw arguments.Wrong("--model", $"'{name}' is no model");
        string what = arguments.Text("--what", string.Empty);
        if (what.Length > 0 && !ScalingWorks.Names.Contains(what))
        {
            throw arguments.Wrong("--what", $"'{what}' is none of {string.Join(", ", ScalingWorks.Names)}");
        }

        Console.WriteLine($"{name}, {Machine.Describe(new DeviceName("cpu", null))}");
        using ScalingWorks works = new(config, name == "tiny");
        foreach (string curve in ScalingWorks.Names.Where(n => what.Length == 0 || n == what))
        {
            Print(works.Curve(curve), arguments.Count("--rounds", 5));
        }
    }

    private static void Print(ScalingCurve curve, int rounds)
    {
        double[][] times = [.. curve.Points.Select(_ => new double[rounds])];
        foreach ((_, Action run) in curve.Points)
        {
            run();
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                Stopwatch watch = Stopwatch.StartNew();
                curve.Points[i].Run();
                times[i][round] = watch.Elapsed.TotalMilliseconds;
            }
        }

        double[] medians = [.. times.Select(t => Spread.Of(t).Median)];
        static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        Console.WriteLine(F($"\n| {curve.Name} | ms, median of {rounds} |\n|--:|--:|"));
        for (int i = 0; i < medians.Length; i++)
        {
            Console.WriteLine(F($"| {curve.Points[i].Size:N0} | {medians[i]:F2} |"));
        }

        PowerLaw law = PowerLaw.Fit([.. curve.Points.Select((p, i) => (p.Size, medians[i]))]);
        string error = double.IsNaN(law.StandardError) ? string.Empty : F($" ± {law.StandardError:F2}");
        Console.WriteLine(F($"\nExponent: {law.Exponent:F2}{error}"));
    }
}
