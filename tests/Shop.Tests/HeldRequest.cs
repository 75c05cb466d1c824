using System.Net.Sockets;
using System.Text;

namespace Shop.Tests;

/// <summary>A ranking whose body never ends: it holds one of the shop's places until it is disposed.</summary>
public sealed class HeldRequest : IDisposable
{
    private readonly TcpClient _connection;
    private readonly Timer _trickle;

    private HeldRequest(TcpClient connection)
    {
        _connection = connection;
        // It trickles, because the server hangs up on a body that stands still.
        _trickle = new(_ => Trickle(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
    }

    /// <summary>How often the shop turned it away before it got its place.</summary>
    public int Refusals { get; private init; }

    /// <summary>
    /// Asks until the shop says that it reads the body (100): only what has got a place is read. What other requests do meanwhile can delay that, not feign it.
    /// </summary>
    public static async Task<HeldRequest> TakeAsync(Uri shop)
    {
        using CancellationTokenSource never = new(TimeSpan.FromMinutes(2));
        for (int refusals = 0; ; refusals++)
        {
            TcpClient connection = new();
            try
            {
                await connection.ConnectAsync(shop.Host, shop.Port, never.Token);
                NetworkStream stream = connection.GetStream();
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes($"POST /api/rank HTTP/1.1\r\nHost: {shop.Authority}\r\nContent-Type: application/json\r\nContent-Length: 250000\r\nExpect: 100-continue\r\n\r\n"), never.Token);
                byte[] status = new byte["HTTP/1.1 100".Length];
                await stream.ReadExactlyAsync(status, never.Token);
                string said = Encoding.ASCII.GetString(status);
                if (said.EndsWith(" 100"))
                {
                    await stream.WriteAsync("{"u8.ToArray(), never.Token);
                    return new HeldRequest(connection) { Refusals = refusals };
                }

                said.Should().EndWith(" 429", "nothing but a lack of places keeps the body from being read");
            }
            catch
            {
                connection.Dispose();
                throw;
            }

            connection.Dispose();
            await Task.Delay(20, never.Token);
        }
    }

    public void Dispose()
    {
        _trickle.Dispose();
        _connection.Dispose();
    }

    private void Trickle()
    {
        try
        {
            _connection.GetStream().Write(Encoding.ASCII.GetBytes(new string(' ', 200)));
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
