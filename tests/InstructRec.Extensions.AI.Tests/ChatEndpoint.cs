using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;

namespace InstructRec.Extensions.AI.Tests;

/// <summary>A chat endpoint of the OpenAI kind on this machine, which can be made to answer badly.</summary>
internal sealed class ChatEndpoint : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<int, string, Reply> _reply;
    private int _requests;
    private int _underWay;
    private int _most;

    public ChatEndpoint(Func<int, string, Reply> reply)
    {
        _reply = reply;
        Address = $"http://127.0.0.1:{FreePort()}/v1/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Address { get; }

    public int Requests => _requests;

    public int MostAtOnce => _most;

    /// <summary>How often each user message came.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = [];

    public IChatClient Client() => new OpenAIClient(
        new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(Address), RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient("test-model").AsIChatClient();

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.InputStream);
            string user = UserText(body.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content"));
            Asked.AddOrUpdate(user, 1, (_, n) => n + 1);
            int number = Interlocked.Increment(ref _requests);
            int now = Interlocked.Increment(ref _underWay);
            for (int seen = _most; now > seen; seen = _most)
            {
                Interlocked.CompareExchange(ref _most, now, seen);
            }

            Reply reply = _reply(number, user);
            await Task.Delay(reply.Delay);
            Interlocked.Decrement(ref _underWay);
            byte[] bytes = reply.Raw ?? Encoding.UTF8.GetBytes(Completion(reply.Text));
            context.Response.StatusCode = reply.Status;
            context.Response.ContentType = "application/json";
            if (reply.RetryAfter is { } seconds)
            {
                context.Response.AddHeader("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
            }

            context.Response.ContentLength64 = bytes.Length;
            if (reply.HalfBody)
            {
                await context.Response.OutputStream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await context.Response.OutputStream.FlushAsync();
                context.Response.Abort();
                return;
            }

            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client is gone.
        }
    }

    private static string UserText(JsonElement content) =>
        content.ValueKind == JsonValueKind.String ? content.GetString()! : string.Concat(content.EnumerateArray().Select(p => p.GetProperty("text").GetString()));

    private static string Completion(string text) => JsonSerializer.Serialize(new
    {
        id = "c1", @object = "chat.completion", created = 1, model = "test-model",
        choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = text } } },
        usage = new { prompt_tokens = 100, completion_tokens = 20, total_tokens = 120 },
    });
}
