using System.Diagnostics;
using System.Net.Http.Headers;

namespace InstructRec.Load;

/// <summary>Those who ask for rankings.</summary>
internal sealed class LoadCallers(HttpClient client, LoadBodies bodies)
{
    /// <summary>Each caller asks again when it has been answered.</summary>
    public async Task<LoadPhase> ClosedAsync(string name, int callers, TimeSpan time)
    {
        LoadPhase phase = new(name);
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            Random random = new(caller);
            while (Stopwatch.GetTimestamp() < end)
            {
                await AskAsync(phase, random.Next());
            }
        })));
        phase.Stop();
        return phase;
    }

    /// <summary>Requests come at a rate, whatever has been answered.</summary>
    public async Task<LoadPhase> OpenAsync(string name, double perSecond, TimeSpan time)
    {
        LoadPhase phase = new(name);
        List<Task> asked = [];
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            for (int due = (int)(clock.Elapsed.TotalSeconds * perSecond); asked.Count < due;)
            {
                int seed = asked.Count;
                asked.Add(Task.Run(() => AskAsync(phase, seed)));
            }

            await Task.Delay(5);
        }

        await Task.WhenAll(asked);
        phase.Stop();
        return phase;
    }

    private async Task AskAsync(LoadPhase phase, int seed)
    {
        long start = Stopwatch.GetTimestamp();
        int status = await PostAsync(bodies[seed]);
        phase.Add(status, Stopwatch.GetElapsedTime(start));
        if (status == 429)
        {
            // Less than Retry-After says, so that load stays load; but nobody asks again at once.
            await Task.Delay(20);
        }
    }

    /// <summary>The status of the answer; 0 where none came.</summary>
    public async Task<int> PostAsync(byte[] body)
    {
        try
        {
            using ByteArrayContent content = new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using HttpResponseMessage answer = await client.PostAsync("/instructrec/rank", content);
            await answer.Content.ReadAsByteArrayAsync();
            return (int)answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }
}
