using InstructRec.Runtime;
using Microsoft.Extensions.Logging;

namespace InstructRec.Hosting;

/// <summary>One worker for each device that a host's models name: models of one device share its thread.</summary>
/// <remarks>Thread-safe. Disposal drains and ends every worker. <c>auto</c> counts as a device of its own: what it comes to is known only on its thread.</remarks>
internal sealed class DeviceWorkers(ILogger<DeviceWorker>? logger = null) : IAsyncDisposable, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceWorker> _workers = new(StringComparer.Ordinal);
    private bool _disposed;

    public DeviceWorker For(string device)
    {
        string name = DeviceName.Parse(device).ToString();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(DeviceWorker));
            if (!_workers.TryGetValue(name, out DeviceWorker? worker))
            {
                worker = new DeviceWorker(name, logger: logger);
                _workers.Add(name, worker);
            }

            return worker;
        }
    }

    public async ValueTask DisposeAsync()
    {
        DeviceWorker[] workers;
        lock (_gate)
        {
            _disposed = true;
            workers = [.. _workers.Values];
            _workers.Clear();
        }

        foreach (DeviceWorker worker in workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
