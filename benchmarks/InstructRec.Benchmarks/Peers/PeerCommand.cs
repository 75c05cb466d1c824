using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Runtime;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Peers;

/// <summary>The peers verb: the same work by others and by us, in turns.</summary>
internal static class PeerCommand
{
    public const string Usage = "peers [--model tiny|small|base] [--rounds N] [--threads N] [--out FOLDER]";

    /// <summary>Measures, prints and writes.</summary>
    /// <returns>0, or 1 where a way computed something else than the first of its group.</returns>
    public static int Run(Arguments arguments)
    {
        TorchRuntime.EnsureLoaded();
        string name = arguments.Text("--model", "small");
        T5Config config = ModelShapes.Named(name) ?? throw arguments.Wrong("--model", $"'{name}' is no model");
        bool tiny = name == "tiny";
        int rounds = arguments.Count("--rounds", 9), before = get_num_threads(), threads = arguments.Count("--threads", before);
        try
        {
            set_num_threads(threads);
            using PeerWorks works = new(config, threads, tiny ? 2 : 8, tiny ? 12 : 512, tiny ? 5 : 20);
            return Run(works.Groups(), threads, rounds, arguments.Text("--out", Path.Combine("runs", "peers")), name);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    /// <summary>Measures some groups.</summary>
    /// <param name="groups">One after the other, so that only one need lie in memory.</param>
    /// <param name="threads">Threads that each way may use.</param>
    /// <param name="rounds">How often each way runs.</param>
    /// <param name="folder">Where Markdown and JSON go.</param>
    /// <param name="name">The files' name.</param>
    public static int Run(IEnumerable<PeerGroup> groups, int threads, int rounds, string folder, string name)
    {
        MeasurementOrigin origin = MeasurementOrigin.Now("peers", new DeviceName("cpu", null));
        using ITimeline timeline = ThreadTimeline.For(threads);
        List<(PeerGroup Group, IReadOnlyList<PeerResult> Results)> measured = [];
        foreach (PeerGroup group in groups)
        {
            measured.Add((group, PeerResult.Measure(group, timeline, rounds)));
        }

        Report.Write(folder, $"peers-{name}", PeerMarkdown.Of(origin, timeline.Name, rounds, measured), stream => MeasurementJson.Write(origin, timeline.Name, rounds, [.. measured.Select(m => PeerResult.Table(m.Group, m.Results))], stream));
        PeerResult[] others = [.. measured.SelectMany(m => m.Results).Where(r => r.Ratio is null)];
        foreach (PeerResult other in others)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"{other.Name} computes something else: its result differs by {other.Difference:G2}, {other.Tolerance:G2} is the most"));
        }

        return others.Length == 0 ? 0 : 1;
    }
}
