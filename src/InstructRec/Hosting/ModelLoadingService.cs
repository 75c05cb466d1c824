using InstructRec.Recommendation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InstructRec.Hosting;

/// <summary>Loads a model with its host where the options say so, and swaps its weights when the configuration names another checkpoint or the files of its folder are replaced.</summary>
internal sealed partial class ModelLoadingService(
    string name, IOptionsMonitor<T5RecommenderOptions> options, Func<T5RecommenderModel> model, ILogger<ModelLoadingService>? logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private IDisposable? _watch;
    private string? _asked;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        T5RecommenderOptions settings = options.Get(name);
        _asked = settings.Checkpoint;
        if (settings.ReloadOnChange)
        {
            _watch = options.OnChange(Changed);
            _ = WatchAsync(settings.ReloadInterval);
        }

        switch (settings.Loading)
        {
            case ModelLoading.AtStart:
                await model().LoadAsync(cancellationToken).ConfigureAwait(false);
                break;
            case ModelLoading.InBackground:
                _ = LoadAsync();
                break;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _watch?.Dispose();
        return _stopping.CancelAsync();
    }

    public void Dispose()
    {
        // A host whose start failed is disposed without having been stopped.
        _watch?.Dispose();
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Changed(T5RecommenderOptions settings, string? changed)
    {
        // Files that are written in two steps announce themselves twice; only another folder is another checkpoint.
        if ((changed ?? string.Empty) == name && Interlocked.Exchange(ref _asked, settings.Checkpoint) != settings.Checkpoint)
        {
            _ = ReloadAsync(settings.Checkpoint);
        }
    }

    private async Task WatchAsync(TimeSpan interval)
    {
        CheckpointWatch files = new();
        using PeriodicTimer timer = new(interval);
        try
        {
            files.Accept(_asked!);
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                string folder = Volatile.Read(ref _asked)!;
                if (model().Readiness.State != ModelState.Ready)
                {
                    // What has not been read yet is read as it will lie there then.
                    files.Accept(folder);
                }
                else if (files.Look(folder))
                {
                    await ReloadAsync(folder).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The host stops.
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            await model().LoadAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InstructRecException or OperationCanceledException or ObjectDisposedException)
        {
            LogNotLoaded(logger, exception.Message);
        }
    }

    private async Task ReloadAsync(string checkpoint)
    {
        try
        {
            await model().ReloadAsync(checkpoint, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InstructRecException or OperationCanceledException or ObjectDisposedException)
        {
            // The model has logged why and answers by the weights it has; its readiness shows the reason.
        }
    }

    private static void LogNotLoaded(ILogger? logger, string reason)
    {
        if (logger is not null)
        {
            LogLoadingFailed(logger, reason);
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "The model could not be loaded, the next request tries again: {Reason}")]
    private static partial void LogLoadingFailed(ILogger logger, string reason);
}
