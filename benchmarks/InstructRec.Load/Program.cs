// Load from another process: a server over the shipped model, and a client that measures it.
//   dotnet run -c Release --project benchmarks/InstructRec.Load -- run --seconds 20 --steady 300 --out benchmarks/results/load.md
using System.Globalization;
using InstructRec.Load;

// A small network gains more from a core for each batch than from all cores for one.
string atOnce = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);

switch (args)
{
    case ["serve", var capacity, var tokens, var parallel]:
        await LoadServer.RunAsync(int.Parse(capacity, CultureInfo.InvariantCulture), int.Parse(tokens, CultureInfo.InvariantCulture), int.Parse(parallel, CultureInfo.InvariantCulture));
        return 0;
    case ["model", .. var rest]:
        Dictionary<string, string> alone = Options(rest);
        Console.Write(await ModelRun.MeasureAsync(Seconds(alone, "seconds", "5"), Number(alone, "tokens", "8192"), Number(alone, "parallel", atOnce)));
        return 0;
    case ["run", .. var rest]:
        Dictionary<string, string> options = Options(rest);
        LoadReport report = await LoadRun.MeasureAsync(
            Seconds(options, "seconds", "20"), Seconds(options, "steady", "60"), Number(options, "capacity", "16"), Number(options, "tokens", "8192"), Number(options, "parallel", atOnce));
        Console.Write(report);
        if (options.TryGetValue("out", out string? path))
        {
            await File.WriteAllTextAsync(path, report.ToString());
        }

        // A bound that was missed is an answer too, but not a success.
        return report.IsKept ? 0 : 1;
    default:
        Console.Error.WriteLine($"usage: run [--seconds 20] [--steady 60] [--capacity 16] [--tokens 8192] [--parallel {atOnce}] [--out FILE] | model [--seconds 5] [--tokens 8192] [--parallel {atOnce}] | serve CAPACITY TOKENS PARALLEL");
        return 2;
}

static Dictionary<string, string> Options(string[] rest) => rest.Chunk(2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair.Length == 2 ? pair[1] : string.Empty);

static TimeSpan Seconds(Dictionary<string, string> options, string name, string otherwise) => TimeSpan.FromSeconds(double.Parse(options.GetValueOrDefault(name, otherwise), CultureInfo.InvariantCulture));

static int Number(Dictionary<string, string> options, string name, string otherwise) => int.Parse(options.GetValueOrDefault(name, otherwise), CultureInfo.InvariantCulture);
