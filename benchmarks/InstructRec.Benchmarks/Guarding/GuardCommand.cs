using System.Globalization;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Runtime;

namespace InstructRec.Benchmarks.Guarding;

/// <summary>The guard verb: measures, prints what got worse.</summary>
internal static class GuardCommand
{
    public const string Usage = "guard [--file PATH] [--rounds N] [--only WORD] [--update yes] [--strict yes]";

    /// <summary>Runs the guard over our kernels.</summary>
    /// <returns>0; 3 where something got worse and <c>--strict yes</c> was said.</returns>
    public static int Run(Arguments arguments)
    {
        string path = arguments.Text("--file", DefaultPath());
        int before = TorchSharp.torch.get_num_threads();
        TorchSharp.torch.set_num_threads(1);
        try
        {
            // A file that cannot be read is said before minutes of measuring.
            StoredRatios? stored = arguments.Text("--update", "no") == "yes" ? null : StoredRatios.Read(path);
            using OwnRatios own = new();
            return Run(arguments, own, stored, path);
        }
        finally
        {
            TorchSharp.torch.set_num_threads(before);
        }
    }

    /// <summary>Runs the guard over some kernels.</summary>
    /// <param name="arguments">The options.</param>
    /// <param name="own">What is measured.</param>
    /// <param name="stored">What it is compared to; <see langword="null"/> writes what is measured instead.</param>
    /// <param name="path">Where to.</param>
    public static int Run(Arguments arguments, OwnRatios own, StoredRatios? stored, string path)
    {
        string only = arguments.Text("--only", string.Empty);
        GuardedRatio[] ratios = [.. own.Ratios.Where(r => r.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
        if (ratios.Length == 0)
        {
            throw arguments.Wrong("--only", $"'{only}' is in no ratio's name");
        }

        IReadOnlyDictionary<string, Spread> measured = RatioGuard.Measure(ratios, arguments.Count("--rounds", 9));
        if (stored is null)
        {
            StoredRatios.Of(measured, MeasurementOrigin.Now("guard", new DeviceName("cpu", null))).Write(path);
            Console.WriteLine($"written: {path}");
            return 0;
        }

        foreach ((string name, Spread spread) in measured)
        {
            string before = stored.Ratios.TryGetValue(name, out StoredRatio? known) ? string.Create(CultureInfo.InvariantCulture, $"{known.Ratio:F3}, up to {known.Ratio * known.Tolerance:F3}") : "none";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-56} {spread.Median,8:F3} ({spread.Low:F3} to {spread.High:F3}), stored {before}"));
        }

        IReadOnlyList<Regression> worse = RatioGuard.Compare(stored, measured);
        foreach (Regression regression in worse)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"WORSE: {regression.Name}: {regression.Measured.Median:F3}, stored {regression.Stored.Ratio:F3} (tolerance {regression.Stored.Tolerance:F2}), {regression.Factor:F1} times"));
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
