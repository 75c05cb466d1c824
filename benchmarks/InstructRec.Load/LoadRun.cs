using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace InstructRec.Load;

/// <summary>Starts the server as a process of its own and puts load on it: one caller, 32 callers, 32 for long, three times what it can do, and 32 beside callers who are at fault.</summary>
internal static class LoadRun
{
    public static async Task<LoadReport> MeasureAsync(TimeSpan time, TimeSpan steady, int capacity, int maxBatchTokens, int parallel)
    {
        using Process server = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(LoadRun).Assembly.Location, "serve", .. ((int[])[capacity, maxBatchTokens, parallel]).Select(n => n.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardOutput = true })!;
        try
        {
            string address = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
            using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 4096 }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
            LoadBodies bodies = new();
            LoadCallers callers = new(client, bodies);
            await WarmUpAsync(callers);
            string before = await RankingAsync(client, bodies);
            LoadPhase one = await callers.ClosedAsync("1 caller", 1, time);
            LoadPhase many = await callers.ClosedAsync("32 callers", 32, time);
            LoadPhase oneAgain = await callers.ClosedAsync("1 caller, again", 1, time);
            LoadPhase manyAgain = await callers.ClosedAsync("32 callers, again", 32, time);
            MemorySamples memory = new();
            using CancellationTokenSource sampled = new();
            Task sampling = memory.SampleAsync(server.Id, sampled.Token);
            LoadPhase held = await callers.ClosedAsync(string.Create(CultureInfo.InvariantCulture, $"32 callers for {steady.TotalSeconds:0} s"), 32, steady);
            await sampled.CancelAsync();
            await sampling;
            double rate = 3 * Math.Max(many.PerSecond, manyAgain.PerSecond);
            LoadPhase over = await callers.OpenAsync(string.Create(CultureInfo.InvariantCulture, $"overload, {rate:0}/s offered"), rate, time);
            FaultCallers faults = new(client, bodies);
            Task faulty = faults.RunAsync(time);
            LoadPhase beside = await callers.ClosedAsync("32 callers beside faults", 32, time);
            await faulty;
            bool same = await RankingAsync(client, bodies) == before;
            return new LoadReport([one, oneAgain], [many, manyAgain], held, over, beside, memory, faults, same, capacity, parallel);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private static async Task WarmUpAsync(LoadCallers callers)
    {
        foreach (byte[] body in LoadBodies.OfEveryTitle())
        {
            if (await callers.PostAsync(body) is var status && status != 200)
            {
                throw new InvalidOperationException($"The server answers {status.ToString(CultureInfo.InvariantCulture)}.");
            }
        }

        await callers.ClosedAsync("warm-up", 32, TimeSpan.FromSeconds(8));
    }

    /// <summary>What one request is answered when nobody else asks, times left out: to the last bit the same, whatever came between.</summary>
    private static async Task<string> RankingAsync(HttpClient client, LoadBodies bodies)
    {
        using ByteArrayContent content = new(bodies[0]) { Headers = { ContentType = new("application/json") } };
        using HttpResponseMessage answer = await client.PostAsync("/instructrec/rank", content);
        using JsonDocument document = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("items").GetRawText();
    }
}
