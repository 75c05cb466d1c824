using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace InstructRec.Load;

/// <summary>Those who ask for what cannot be, give up, or hang up in the middle; each kind has the answer that it must get.</summary>
internal sealed class FaultCallers(HttpClient client, LoadBodies bodies)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (int Asked, int Wrong)> _kinds = new(StringComparer.Ordinal);

    /// <summary>Answers that were not the ones they must be.</summary>
    public int Wrong => _kinds.Values.Sum(k => k.Wrong);

    public string Row() => string.Join("; ", _kinds.Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Key} {k.Value.Asked} ({k.Value.Wrong} wrong)")));

    public async Task RunAsync(TimeSpan time)
    {
        byte[] large = Encoding.ASCII.GetBytes($"{{\"instruction\":{{\"text\":\"{new string('x', 10_000_000)}\"}}}}");
        byte[] wish = JsonSerializer.SerializeToUtf8Bytes(new { instruction = new { intention = new { wish = new string('w', 100_000) } }, candidates = new[] { new { id = "1", title = "Heat" } } });
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(
            RepeatAsync("invalid JSON", 400, _ => PostAsync("{\"instruction\":"u8.ToArray())),
            RepeatAsync("no candidates", 400, _ => PostAsync("{}"u8.ToArray())),
            RepeatAsync("unknown setting", 400, _ => PostAsync("{\"colour\":1}"u8.ToArray())),
            RepeatAsync("wish of 100 kB", 400, _ => PostAsync(wish)),
            RepeatAsync("body of 10 MB", 413, _ => PostAsync(large)),
            RepeatAsync("given up", 0, GiveUpAsync),
            RepeatAsync("hung up in the middle", 0, HangUpAsync));

        async Task RepeatAsync(string kind, int expected, Func<int, Task<int>> ask)
        {
            for (int i = 0; Stopwatch.GetTimestamp() < end; i++)
            {
                int status = await ask(i);

                // Who gives up may be answered or turned away before; a server that fails is at fault in any case.
                bool wrong = expected == 0 ? status is not (0 or 200 or 429) : status != expected;
                lock (_gate)
                {
                    (int asked, int so) = _kinds.GetValueOrDefault(kind);
                    _kinds[kind] = (asked + 1, so + (wrong ? 1 : 0));
                }

                await Task.Delay(50);
            }
        }
    }

    private async Task<int> PostAsync(byte[] body, CancellationToken cancellationToken = default)
    {
        try
        {
            using ByteArrayContent content = new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using HttpResponseMessage answer = await client.PostAsync("/instructrec/rank", content, cancellationToken);
            await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return (int)answer.StatusCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return -1;
        }
    }

    private async Task<int> GiveUpAsync(int turn)
    {
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(turn * 7 % 60));
        return await PostAsync(bodies[turn], soon.Token);
    }

    private async Task<int> HangUpAsync(int turn)
    {
        byte[] body = bodies[turn];
        Uri server = client.BaseAddress!;
        using TcpClient connection = new();
        await connection.ConnectAsync(server.Host, server.Port);
        NetworkStream stream = connection.GetStream();
        string head = string.Create(
            CultureInfo.InvariantCulture, $"POST /instructrec/rank HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body.AsMemory(0, body.Length / 2));
        return 0;
    }
}
