// Load from another process: a server over the shipped model, and a client that measures it.
//   dotnet run -c Release --project benchmarks/InstructRec.Load -- run --seconds 20 --steady 300 --out benchmarks/results/load.md
using System.Globalization;
using InstructRec.Load;

switch (args)
{
    case ["serve", var capacity]:
        await LoadServer.RunAsync(int.Parse(capacity, CultureInfo.InvariantCulture));
        return 0;
    case ["run", .. var rest]:
        Dictionary<string, string> options = rest.Chunk(2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair.Length == 2 ? pair[1] : string.Empty);
        string report = await LoadRun.MeasureAsync(
            TimeSpan.FromSeconds(double.Parse(options.GetValueOrDefault("seconds", "20"), CultureInfo.InvariantCulture)),
            TimeSpan.FromSeconds(double.Parse(options.GetValueOrDefault("steady", "60"), CultureInfo.InvariantCulture)),
            int.Parse(options.GetValueOrDefault("capacity", "32"), CultureInfo.InvariantCulture));
        Console.Write(report);
        if (options.TryGetValue("out", out string? path))
        {
            await File.WriteAllTextAsync(path, report);
        }

        return 0;
    default:
        Console.Error.WriteLine("usage: run [--seconds 20] [--steady 60] [--capacity 32] [--out FILE] | serve CAPACITY");
        return 2;
}
