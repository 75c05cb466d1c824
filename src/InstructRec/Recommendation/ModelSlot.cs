using InstructRec.Runtime;
using InstructRec.Templates;
using Microsoft.Extensions.Logging;

namespace InstructRec.Recommendation;

/// <summary>Holds the weights that answer now: reads them once, lends them out, swaps them, frees them.</summary>
/// <remarks>Thread-safe. All that is native happens on a thread of the device.</remarks>
internal sealed class ModelSlot(T5RecommenderOptions options, DeviceWorker worker, ITemplateRegistry? templates, ILogger logger)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile SharedModel? _current;
    private volatile ModelReadiness _readiness = new(ModelState.NotLoaded, options.Checkpoint);
    private volatile bool _disposed;

    public ModelReadiness Readiness => _readiness;

    /// <summary>The model, read first where it is not in memory yet.</summary>
    public async ValueTask<ModelLease> LeaseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            SharedModel? shared = _current ?? await LoadAsync(cancellationToken).ConfigureAwait(false);
            if (shared.TryUse())
            {
                return new ModelLease(shared);
            }
        }
    }

    /// <summary>Reads a checkpoint beside the one in use and puts it in its place; where that fails, the old one stays in use.</summary>
    public async ValueTask ReloadAsync(string checkpoint, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(T5RecommenderModel));
            SharedModel? old = _current;
            SharedModel fresh;
            try
            {
                fresh = await ReadAsync(checkpoint, cancellationToken).ConfigureAwait(false);
            }
            catch (InstructRecException refused)
            {
                logger.ReloadRefused(checkpoint, refused.Message);
                _readiness = _readiness with { Failure = refused, State = old is null ? ModelState.Failed : ModelState.Ready };
                throw;
            }

            Use(fresh, checkpoint);
            logger.Reloaded(checkpoint, fresh.Model.CheckpointHash);
            old?.Leave();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Waits for those who use the weights and frees them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _readiness = _readiness with { State = ModelState.Disposed, CheckpointHash = null };
            if (_current is { } shared)
            {
                _current = null;
                shared.Leave();
                await shared.Freed.ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<SharedModel> LoadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(T5RecommenderModel));
            if (_current is { } loaded)
            {
                return loaded;
            }

            _readiness = new ModelReadiness(ModelState.Loading, options.Checkpoint);
            try
            {
                SharedModel fresh = await ReadAsync(options.Checkpoint, cancellationToken).ConfigureAwait(false);
                Use(fresh, options.Checkpoint);
                return fresh;
            }
            catch (Exception exception)
            {
                _readiness = exception is InstructRecException failure
                    ? new ModelReadiness(ModelState.Failed, options.Checkpoint) { Failure = failure }
                    : new ModelReadiness(ModelState.NotLoaded, options.Checkpoint);
                throw;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Use(SharedModel shared, string checkpoint)
    {
        _current = shared;
        _readiness = new ModelReadiness(ModelState.Ready, checkpoint) { CheckpointHash = shared.Model.CheckpointHash };
    }

    private async ValueTask<SharedModel> ReadAsync(string checkpoint, CancellationToken cancellationToken) =>
        new(await worker.RunAsync(() => LoadedModel.Read(checkpoint, options, worker.Requested, templates, logger), cancellationToken).ConfigureAwait(false), options, worker);
}
