using InstructRec.Recommendation;
using InstructRec.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InstructRec.Hosting;

/// <summary>One worker for each device that a host's models name: models of one device share its threads, as many as the one that asks for most batches at once.</summary>
/// <remarks>Thread-safe. Disposal drains and ends every worker. <c>auto</c> counts as a device of its own: what it comes to is known only on its thread.</remarks>
internal sealed class DeviceWorkers(IEnumerable<RegisteredModel> models, IOptionsMonitor<T5RecommenderOptions> options, ILogger<DeviceWorker>? logger = null) : IAsyncDisposable, IDisposable
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
                worker = new DeviceWorker(name, new DeviceWorkerOptions { Threads = models.Max(m => ThreadsOf(m, name)) }, logger);
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

    private int ThreadsOf(RegisteredModel model, string device)
    {
        try
        {
            T5RecommenderOptions asked = options.Get(model.OptionsName);
            return DeviceName.Parse(asked.Device).ToString() == device ? asked.Batching.ParallelBatches : 1;
        }
        catch (Exception exception) when (exception is OptionsValidationException or InstructRecException)
        {
            // It says so itself when it is used.
            return 1;
        }
    }
}
