using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;

namespace InstructRec.Load;

/// <summary>Starts the server as a process of its own and puts load on it: one caller, 32 callers, 32 for long, and three times what it can do.</summary>
internal static class LoadRun
{
    public static async Task<string> MeasureAsync(TimeSpan phase, TimeSpan steady, int capacity)
    {
        using Process server = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(LoadRun).Assembly.Location, "serve", capacity.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        try
        {
            string address = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
            using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 4096 }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
            await ClosedAsync(client, "warm-up", 8, TimeSpan.FromSeconds(3));
            LoadPhase one = await ClosedAsync(client, "1 caller", 1, phase);
            LoadPhase many = await ClosedAsync(client, "32 callers", 32, phase);
            LoadPhase again = await ClosedAsync(client, "1 caller, again", 1, phase);
            LoadPhase manyAgain = await ClosedAsync(client, "32 callers, again", 32, phase);
            List<(double Second, double Megabytes)> memory = [];
            using CancellationTokenSource sampled = new();
            Task sampling = SampleAsync(server.Id, memory, sampled.Token);
            LoadPhase held = await ClosedAsync(client, $"32 callers for {steady.TotalSeconds:0} s", 32, steady);
            await sampled.CancelAsync();
            await sampling;
            double rate = 3 * Math.Max(many.PerSecond, manyAgain.PerSecond);
            LoadPhase over = await OpenAsync(client, string.Create(CultureInfo.InvariantCulture, $"overload, {rate:0}/s offered"), rate, phase);
            return Report([one, many, again, manyAgain, held, over], memory, capacity, Math.Min(many.P99, manyAgain.P99), over.P99);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Each caller asks again when it has been answered.</summary>
    private static async Task<LoadPhase> ClosedAsync(HttpClient client, string name, int callers, TimeSpan time)
    {
        LoadPhase phase = new(name);
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            Random random = new(caller);
            while (Stopwatch.GetTimestamp() < end)
            {
                await AskAsync(client, phase, random.Next());
            }
        })));
        phase.Stop();
        return phase;
    }

    /// <summary>Requests come at a rate, whatever has been answered.</summary>
    private static async Task<LoadPhase> OpenAsync(HttpClient client, string name, double perSecond, TimeSpan time)
    {
        LoadPhase phase = new(name);
        List<Task> asked = [];
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            for (int due = (int)(clock.Elapsed.TotalSeconds * perSecond); asked.Count < due;)
            {
                int seed = asked.Count;
                asked.Add(Task.Run(() => AskAsync(client, phase, seed)));
            }

            await Task.Delay(5);
        }

        await Task.WhenAll(asked);
        phase.Stop();
        return phase;
    }

    private static async Task AskAsync(HttpClient client, LoadPhase phase, int seed)
    {
        Random random = new(seed);
        object Item() => new { id = random.Next(10_000).ToString(CultureInfo.InvariantCulture), title = $"{Titles[random.Next(Titles.Length)]} {random.Next(1, 9)} ({1950 + random.Next(70)})" };
        object body = new
        {
            instruction = new
            {
                preference = new { history = Enumerable.Range(0, 1 + random.Next(20)).Select(i => new { item = Item(), position = i }) },
                intention = new { wish = $"something like {Titles[random.Next(Titles.Length)]}" },
            },
            candidates = Enumerable.Range(0, 10).Select(_ => Item()),
        };
        long start = Stopwatch.GetTimestamp();
        int status;
        try
        {
            using HttpResponseMessage answer = await client.PostAsJsonAsync("/instructrec/rank", body);
            await answer.Content.ReadAsByteArrayAsync();
            status = (int)answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            status = 0;
        }

        phase.Add(status, Stopwatch.GetElapsedTime(start));
    }

    private static async Task SampleAsync(int process, List<(double Second, double Megabytes)> memory, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!cancellationToken.IsCancellationRequested)
        {
            using Process server = Process.GetProcessById(process);
            memory.Add((clock.Elapsed.TotalSeconds, server.WorkingSet64 / 1e6));
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }

    private static string Report(LoadPhase[] phases, List<(double Second, double Megabytes)> memory, int capacity, double usual, double overloaded)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, client beside the server; shipped model, 10 candidates, 1 to 20 past titles, queue of {capacity}. {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC.");
        text.AppendLine().AppendLine("| phase | answered | per second | p50 ms | p99 ms | 429 | errors |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (LoadPhase phase in phases)
        {
            text.AppendLine(phase.Row());
        }

        (double Second, double Megabytes)[] last = [.. memory.Where(m => m.Second >= memory[^1].Second / 5)];
        double low = last.Min(m => m.Megabytes), high = last.Max(m => m.Megabytes);
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"32 callers against 1: {(phases[1].PerSecond + phases[3].PerSecond) / (phases[0].PerSecond + phases[2].PerSecond):0.00} times (both twice, alternating).");
        text.AppendLine(CultureInfo.InvariantCulture, $"Overload: p99 of the accepted {overloaded / usual:0.00} times that of 32 callers.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Resident memory of the server in the last four fifths of the long phase: {low:0} to {high:0} MB (± {100 * (high - low) / (high + low):0.0} %).");
        return text.ToString();
    }

    private static readonly string[] Titles = ["Heat", "Toy Story", "Alien", "The Lost City", "Night on Earth", "Back to the Future", "Rob Roy", "Goldfinger", "The Long Goodbye", "Paper Moon"];
}
