using System.Globalization;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Runtime;

namespace InstructRec.Benchmarks.Guarding;

/// <summary>The guard verb: measures, prints what got worse.</summary>
internal static class GuardCommand
{
    /// <summary>Runs the guard.</summary>
    /// <returns>0; 3 where something got worse and <c>--strict yes</c> was said.</returns>
    public static int Run(Arguments arguments)
    {
        string path = arguments.Text("--file", DefaultPath());
        TorchSharp.torch.set_num_threads(1);
        using OwnRatios own = new();
        IReadOnlyDictionary<string, Spread> measured = RatioGuard.Measure(own.Ratios, arguments.Count("--rounds", 9));
        if (arguments.Text("--update", "no") == "yes")
        {
            SortedDictionary<string, double> ratios = new(measured.ToDictionary(m => m.Key, m => Math.Round(m.Value.Median, 3)), StringComparer.Ordinal);
            new StoredRatios(1.6, Machine.Describe(new DeviceName("cpu", null)), ratios).Write(path);
            Console.WriteLine($"written: {path}");
            return 0;
        }

        StoredRatios stored = StoredRatios.Read(path);
        foreach ((string name, Spread spread) in measured)
        {
            string before = stored.Ratios.TryGetValue(name, out double ratio) ? ratio.ToString("F3", CultureInfo.InvariantCulture) : "none";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-56} {spread.Median,8:F3} ({spread.Low:F3} to {spread.High:F3}), stored {before}"));
        }

        IReadOnlyList<Regression> worse = RatioGuard.Compare(stored, measured);
        foreach (Regression regression in worse)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"WORSE: {regression.Name}: {regression.Measured.Median:F3}, stored {regression.Stored:F3}, {regression.Factor:F1} times"));
        }

        Console.WriteLine(worse.Count == 0 ? "guard: nothing got worse" : string.Create(CultureInfo.InvariantCulture, $"guard: {worse.Count} of {measured.Count} ratios got worse"));
        return worse.Count > 0 && arguments.Text("--strict", "no") == "yes" ? 3 : 0;
    }

    private static string DefaultPath()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Combine(folder, "benchmarks", "guard.json") is var path && File.Exists(path))
            {
                return path;
            }
        }

        return Path.Combine("benchmarks", "guard.json");
    }
}
