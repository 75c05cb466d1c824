using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using Microsoft.AspNetCore.Builder;

namespace InstructRec.AspNetCore.Tests;

[Collection("native")]
public sealed class EndpointTests
{
    private static readonly object Wish = new { intention = new { wish = "a film about toys" } };

    [Fact]
    public async Task Every_endpoint_answers_over_a_real_socket()
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync(endpoints: o => o.ReturnPrompts = true);

        JsonElement rank = await OkAsync(host.PostAsync("rank", new { instruction = Wish, candidates = new[] { new { id = "a", title = "Up" }, new { id = "b", title = "Heat" } }, candidateIds = new[] { "2" }, top = 2 }));
        rank.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("rank").GetInt32()).Should().Equal(1, 2);
        rank.GetProperty("prompts")[0].GetString().Should().Contain("a film about toys");
        rank.GetProperty("timings").GetProperty("encode").GetDouble().Should().BePositive();

        JsonElement person = await OkAsync(host.PostAsync("rank", new { person = "ann", candidateIds = new[] { "1", "3", "4" }, excludeHistory = true }));
        person.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).Should().BeEquivalentTo("1", "3");
        person.GetProperty("prompts")[0].GetString().Should().Contain("Heat (1995)");

        (await OkAsync(host.PostAsync("judge", new { instruction = Wish, candidateIds = new[] { "1" } }))).GetProperty("probability").GetDouble().Should().BeInRange(0, 1);
        (await OkAsync(host.PostAsync("compare", new { instruction = Wish, candidateIds = new[] { "1", "3" } }))).GetProperty("probability").GetDouble().Should().BeInRange(0.5, 1);
        JsonElement match = await OkAsync(host.PostAsync("match", new { instruction = Wish, top = 3 }));
        match.GetProperty("items").EnumerateArray().Should().OnlyContain(i => LoopbackHost.Films.Any(f => f.Id == i.GetProperty("id").GetString()));

        HttpResponseMessage script = await host.PostAsync("rank", new { candidateIds = new[] { "2" } });
        script.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        (await script.Content.ReadAsStringAsync()).Should().NotContain("<script", "markup stays text, escaped even within JSON");
    }

    [Theory]
    [InlineData("rank", "{", 400)]
    [InlineData("rank", "null", 400)]
    [InlineData("rank", "[]", 400)]
    [InlineData("rank", "{}", 400)]
    [InlineData("rank", """{"candidates":[null]}""", 400)]
    [InlineData("rank", """{"candidates":[{"id":"a"}]}""", 400)]
    [InlineData("rank", """{"candidates":[{"id":"a","title":null}]}""", 400)]
    [InlineData("rank", """{"candidateIds":[null]}""", 400)]
    [InlineData("rank", """{"candidateIds":["1"],"top":0}""", 400)]
    [InlineData("rank", """{"candidateIds":["1"],"timeoutMilliseconds":-1}""", 400)]
    [InlineData("rank", """{"candidateIds":["1"],"priority":"Urgent"}""", 400)]
    [InlineData("rank", """{"candidateIds":["1"],"colour":"red"}""", 400)]
    [InlineData("rank", """{"candidateIds":["1"],"templateId":"none-such"}""", 400)]
    [InlineData("rank", """{"candidateIds":["1"],"instruction":{"intention":{"wish":"   "}}}""", 400)]
    [InlineData("rank", """{"candidateIds":["1"],"instruction":{"preference":{"history":[null]}}}""", 400)]
    [InlineData("rank", """{"candidateIds":["1"],"instruction":{"text":"a","intention":{"wish":"b"}}}""", 400)]
    [InlineData("rank", """{"candidateIds":["1","99"]}""", 404)]
    [InlineData("rank", """{"candidateIds":["1"],"person":"nobody"}""", 404)]
    [InlineData("judge", """{"candidateIds":["1","3"]}""", 400)]
    [InlineData("compare", """{"candidateIds":["1"]}""", 400)]
    [InlineData("match", """{"candidateIds":["1"]}""", 400)]
    public async Task What_cannot_be_is_refused_as_problem_details(string path, string body, int status)
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync(new SlowModel { Delay = TimeSpan.Zero, Unknown = "none-such" });
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        await ProblemAsync(await host.Client.PostAsync($"/instructrec/{path}", content), status);
    }

    [Fact]
    public async Task Bodies_of_10_MB_are_413_with_and_without_a_length_and_wishes_of_100_kB_are_400()
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync();
        byte[] large = JsonSerializer.SerializeToUtf8Bytes(new { instruction = new { intention = new { wish = new string('x', 10 << 20) } }, candidateIds = new[] { "1" } });
        using ByteArrayContent known = new(large) { Headers = { ContentType = new("application/json") } };
        await ProblemAsync(await host.Client.PostAsync("/instructrec/rank", known), 413);

        byte[] endless = new byte[40 << 20];
        Array.Fill(endless, (byte)'[');
        (await ChunkedAsync(host.Address, endless)).Should().StartWith("HTTP/1.1 413");
        (await ChunkedAsync(host.Address, large)).Should().StartWith("HTTP/1.1 413");
        await ProblemAsync(await host.PostAsync("rank", new { instruction = new { intention = new { wish = new string('w', 100_000) } }, candidateIds = new[] { "1" } }), 400);
        using StringContent plain = new("{}", Encoding.UTF8, "text/plain");
        (await host.Client.PostAsync("/instructrec/rank", plain)).StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        await OkAsync(host.PostAsync("rank", new { candidateIds = new[] { "1" } }));
    }

    [Fact]
    public async Task Busy_is_429_with_a_time_to_come_back_and_a_time_limit_is_504()
    {
        SlowModel slow = new() { Delay = TimeSpan.FromSeconds(20), Busy = 1 };
        await using LoopbackHost host = await LoopbackHost.StartAsync(slow, o => o.RetryAfter = TimeSpan.FromSeconds(3));

        HttpResponseMessage busy = await host.PostAsync("rank", new { candidateIds = new[] { "1" } });
        await ProblemAsync(busy, 429);
        busy.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(3));
        await ProblemAsync(await host.PostAsync("rank", new { candidateIds = new[] { "1" }, timeoutMilliseconds = 50 }), 504);
    }

    [Theory]
    [InlineData("rank", 1)]
    [InlineData("judge", 1)]
    [InlineData("compare", 2)]
    public async Task Priority_time_and_template_reach_the_model(string path, int candidates)
    {
        SlowModel model = new() { Delay = TimeSpan.Zero };
        await using LoopbackHost host = await LoopbackHost.StartAsync(model);

        await OkAsync(host.PostAsync(path, new { candidateIds = new[] { "1", "3" }[..candidates], priority = "Bulk", timeoutMilliseconds = 5000, templateId = "mine" }));

        ScoringRequest asked = model.Requests.Should().ContainSingle().Subject;
        asked.Priority.Should().Be(RequestPriority.Bulk);
        asked.TemplateId.Should().Be("mine");
        (asked.Deadline - DateTimeOffset.UtcNow).Should().BeLessThan(TimeSpan.FromSeconds(5.5)).And.BeGreaterThan(TimeSpan.FromMinutes(-2));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_ends_the_work()
    {
        SlowModel slow = new() { Delay = TimeSpan.FromSeconds(50) };
        await using LoopbackHost host = await LoopbackHost.StartAsync(slow);
        using CancellationTokenSource hangUp = new();
        Task<HttpResponseMessage> asked = host.Client.PostAsJsonAsync("/instructrec/rank", new { candidateIds = new[] { "1" } }, hangUp.Token);
        await slow.Started;

        await hangUp.CancelAsync();

        await asked.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        await slow.GivenUp.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_in_the_middle_of_a_body_is_no_error_of_the_host()
    {
        TaskCompletionSource<(int Status, Exception? Fault)> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackHost host = await LoopbackHost.StartAsync(new SlowModel(), map: a => a.Use(async (context, next) =>
        {
            try
            {
                await next(context);
                ended.SetResult((context.Response.StatusCode, null));
            }
            catch (Exception fault)
            {
                ended.SetResult((500, fault));
            }
        }));
        using (TcpClient client = new())
        {
            await client.ConnectAsync(host.Address.Host, host.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /instructrec/rank HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"));
            await client.GetStream().ReadExactlyAsync(new byte["HTTP/1.1 100".Length]);

            // A reset, not an end.
            client.Client.Close(0);
        }

        (await ended.Task.WaitAsync(TimeSpan.FromSeconds(30))).Should().Be((499, null));
    }

    [Fact]
    public async Task What_only_the_host_can_mend_says_no_paths()
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync(new SlowModel { Fault = new InstructRecException(InstructRecErrorKind.Checkpoint, "damaged", "/srv/secret/model") });
        HttpResponseMessage answer = await host.PostAsync("rank", new { candidateIds = new[] { "1" } });
        (await ProblemAsync(answer, 503)).Should().NotContain("secret").And.Contain("\"kind\":\"Checkpoint\"");
        answer.Headers.RetryAfter!.Delta.Should().BePositive();
    }

    private static async Task<JsonElement> OkAsync(Task<HttpResponseMessage> asked)
    {
        using HttpResponseMessage answer = await asked;
        string text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage answer, int status)
    {
        string text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, text);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty("status").GetInt32().Should().Be(status);
        return text;
    }

    /// <summary>The status line for a body whose length is told to nobody; the server hangs up on what it does not want to read.</summary>
    private static async Task<string> ChunkedAsync(Uri address, byte[] body)
    {
        using TcpClient client = new();
        await client.ConnectAsync(address.Host, address.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /instructrec/rank HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
        Task sending = Task.Run(async () =>
        {
            try
            {
                for (int at = 0; at < body.Length; at += 65536)
                {
                    int count = Math.Min(65536, body.Length - at);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"{count:X}\r\n"));
                    await stream.WriteAsync(body.AsMemory(at, count));
                    await stream.WriteAsync("\r\n"u8.ToArray());
                }

                await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
            }
            catch (IOException)
            {
            }
        });
        byte[] answer = new byte[64];
        int read = await stream.ReadAsync(answer);
        client.Close();
        await sending;
        return Encoding.ASCII.GetString(answer, 0, read);
    }
}
