using InstructRec.Benchmarks.Pictures;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Runtime;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Scaling;

/// <summary>The scaling verb: what a size costs, and the exponent of its growth; prints, and writes Markdown, JSON and a picture of each curve.</summary>
internal static class ScalingCommand
{
    public const string Usage = "scaling [--model tiny|small|base] [--what history|candidates|catalogue|mask|batch|threads] [--rounds N] [--threads N] [--out FOLDER]";

    /// <summary>Measures the curves.</summary>
    public static IReadOnlyList<ScalingResult> Run(Arguments arguments)
    {
        TorchRuntime.EnsureLoaded();
        string name = arguments.Text("--model", "small"), what = arguments.Text("--what", string.Empty), folder = arguments.Text("--out", Path.Combine("runs", "scaling"));
        T5Config config = ModelShapes.Named(name) ?? throw arguments.Wrong("--model", $"'{name}' is no model");
        if (what.Length > 0 && !ScalingWorks.Names.Contains(what))
        {
            throw arguments.Wrong("--what", $"'{what}' is none of {string.Join(", ", ScalingWorks.Names)}");
        }

        int rounds = arguments.Count("--rounds", 5), threads = arguments.Count("--threads", get_num_threads()), before = get_num_threads();
        List<ScalingResult> results = [];
        using ScalingWorks works = new(config, name == "tiny");
        try
        {
            set_num_threads(threads);
            foreach (string curve in ScalingWorks.Names.Where(n => what.Length == 0 || n == what))
            {
                // Several threads share the work of one curve; what they save shows on the clock only.
                using ITimeline timeline = curve == "threads" ? new ClockTimeline() : ThreadTimeline.For(threads);
                ScalingResult result = ScalingMeasurement.Run(works.Curve(curve), timeline, rounds, MeasurementOrigin.Now("scaling", new DeviceName("cpu", null)));
                results.Add(result);
                Report.Write(
                    folder, $"{curve}-{name}", ScalingMarkdown.Of(result), stream => MeasurementJson.Write(result.Origin, result.Timing, rounds, [result.Table()], stream), path => ScalingChart.Draw(result, path));
            }
        }
        finally
        {
            set_num_threads(before);
        }

        return results;
    }
}
