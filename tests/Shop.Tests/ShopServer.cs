using System.Diagnostics;
using System.Reflection;

namespace Shop.Tests;

/// <summary>The shop as a process of its own on a free port.</summary>
public sealed class ShopServer : IAsyncDisposable
{
    private readonly Process _process;

    private ShopServer(Process process, Uri address) => (_process, Address, Client) = (process, address, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) });

    public Uri Address { get; }

    public HttpClient Client { get; }

    public static async Task<ShopServer> StartAsync(params string[] settings)
    {
        string shop = typeof(ShopServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Shop").Value!;
        Process process = Process.Start(new ProcessStartInfo("dotnet", [shop, "--urls", "http://127.0.0.1:0", .. settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["OMP_NUM_THREADS"] = "1", ["ASPNETCORE_ENVIRONMENT"] = "Production" },
        })!;
        List<string> said = [];
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            lock (said)
            {
                said.Add(line ?? string.Empty);
                if (line?.Split("Now listening on: ") is [_, var address])
                {
                    listening.TrySetResult(new Uri(address));
                }
            }
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The shop ended: " + string.Join('\n', said)));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ShopServer(process, await listening.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
