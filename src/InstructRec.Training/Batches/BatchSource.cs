using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace InstructRec.Training.Batches;

/// <summary>Makes batches of an example source on a thread of its own, ahead of the step: formatting and tokenizing cost the step nothing.</summary>
/// <remarks>
/// The row of batches is a function of source, options and position: a resumed run gets the same ones. The thread works in managed memory only.
/// One thread reads; disposing stops the other.
/// </remarks>
public sealed class BatchSource : IBatchSource
{
    private readonly IExampleSource _examples;
    private readonly BatchOptions _options;
    private BatchPosition _position;
    private Producer? _producer;

    /// <summary>Creates a source; nothing is made before the first batch is asked for.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="options">How they become batches; <see langword="null"/> means the defaults.</param>
    /// <exception cref="InstructRecException">There are no examples, or an option cannot work.</exception>
    public BatchSource(IExampleSource examples, BatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(examples);
        _examples = examples;
        _options = (options ?? new BatchOptions()).Validate();
        if (examples.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "there is nothing to learn from: no example", remedy: "Check that the data has people with at least two interactions");
        }
    }

    /// <inheritdoc/>
    public int ExamplesPerEpoch => _examples.Count;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => new OptionTexts()
        .With(_examples.Describe())
        .With("ExamplesPerEpoch", ExamplesPerEpoch).With("BatchSize", _options.BatchSize).With("TokenBudget", _options.TokenBudget).With("PoolBatches", _options.PoolBatches)
        .With("LengthMultiple", _options.LengthMultiple).With("BatchSeed", _options.Seed).All;

    /// <inheritdoc/>
    public void CheckLeakage(CancellationToken cancellationToken = default) => _examples.CheckLeakage(cancellationToken);

    /// <inheritdoc/>
    public void Seek(BatchPosition position)
    {
        Stop();
        _position = position;
    }

    /// <inheritdoc/>
    public TrainingBatch Next(CancellationToken cancellationToken = default)
    {
        _producer ??= new Producer(_examples, _options, _position);
        TrainingBatch batch = _producer.Take(cancellationToken);
        _position = batch.Next;
        return batch;
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private void Stop()
    {
        _producer?.Dispose();
        _producer = null;
    }

    private sealed class Producer : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly BlockingCollection<TrainingBatch> _ready;
        private readonly BatchPlan _plan;
        private readonly BatchOptions _options;
        private readonly Thread _thread;
        private ExceptionDispatchInfo? _fault;

        public Producer(IExampleSource examples, BatchOptions options, BatchPosition position)
        {
            _options = options;
            _ready = new BlockingCollection<TrainingBatch>(options.Ahead);
            _plan = new BatchPlan(examples, options);
            _thread = new Thread(() => Run(position)) { IsBackground = true, Name = "InstructRec batches" };
            _thread.Start();
        }

        public TrainingBatch Take(CancellationToken cancellationToken)
        {
            try
            {
                return _ready.Take(cancellationToken);
            }
            catch (InvalidOperationException)
            {
                _fault?.Throw();
                throw;
            }
        }

        public void Dispose()
        {
            _stop.Cancel();
            _thread.Join();
            _ready.Dispose();
            _stop.Dispose();
        }

        private void Run(BatchPosition position)
        {
            try
            {
                Produce(position);
            }
            catch (OperationCanceledException)
            {
                // Stopped by its owner.
            }
            catch (Exception e)
            {
                // The reader's thread throws it, after the batches made before it.
                _fault = ExceptionDispatchInfo.Capture(e);
            }

            _ready.CompleteAdding();
        }

        private void Produce(BatchPosition position)
        {
            int barren = 0;
            while (true)
            {
                var batches = _plan.Pool(position.Epoch, position.Pool, _stop.Token);
                barren = batches.Count > 0 ? 0 : barren + 1;
                if (barren > _plan.PoolCount)
                {
                    throw new InstructRecException(InstructRecErrorKind.Data, "there is nothing to learn from: every example was left out");
                }

                BatchPosition nextPool = position.Pool + 1 < _plan.PoolCount ? new(position.Epoch, position.Pool + 1, 0) : new(position.Epoch + 1, 0, 0);
                for (int i = position.Batch; i < batches.Count; i++)
                {
                    BatchPosition next = i + 1 < batches.Count ? position with { Batch = i + 1 } : nextPool;
                    _ready.Add(new TrainingBatch(batches[i], _options) { Next = next }, _stop.Token);
                }

                position = nextPool;
            }
        }
    }
}
