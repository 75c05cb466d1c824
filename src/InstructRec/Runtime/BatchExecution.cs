using System.Diagnostics;

namespace InstructRec.Runtime;

/// <summary>Runs a batch on one of the device's threads and tells everybody in it.</summary>
/// <remarks>A batch goes on while anybody wants its results; where it fails its parts are run one by one, so that only the culprit fails. Thread-safe.</remarks>
/// <param name="run">Runs pieces of work together; one result for each, in order.</param>
internal sealed class BatchExecution<TWork, TResult>(Func<IReadOnlyList<TWork>, CancellationToken, IReadOnlyList<TResult>> run)
{
    /// <summary>Gives every entry its result or its fault.</summary>
    /// <param name="batch">At least one entry.</param>
    public void Run(BatchEntry<TWork, TResult>[] batch)
    {
        try
        {
            RunTogether(batch);
        }
        catch (Exception) when (batch.Length > 1)
        {
            foreach (BatchEntry<TWork, TResult> entry in batch)
            {
                RunAlone(entry);
            }
        }
        catch (Exception exception)
        {
            batch[0].Fail(exception);
        }
    }

    private void RunAlone(BatchEntry<TWork, TResult> entry)
    {
        try
        {
            if (!entry.IsOver)
            {
                RunTogether([entry]);
            }
        }
        catch (Exception exception)
        {
            entry.Fail(exception);
        }
    }

    private void RunTogether(BatchEntry<TWork, TResult>[] batch)
    {
        long start = Stopwatch.GetTimestamp();
        using RunningBatch running = new(batch.Length);
        foreach (BatchEntry<TWork, TResult> entry in batch)
        {
            entry.Join(running);
        }

        Array.ForEach(batch, e => RuntimeMetrics.QueueTime.Record(Stopwatch.GetElapsedTime(e.QueuedAt, start).TotalSeconds));
        RuntimeMetrics.BatchSize.Record(batch.Length);
        RuntimeMetrics.BatchTokens.Record(batch.Max(e => (long)e.Terms.Length) * batch.Sum(e => (long)e.Terms.Rows));
        IReadOnlyList<TResult> results = run([.. batch.Select(e => e.Work)], running.Unwanted);
        RuntimeMetrics.BatchDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        for (int i = 0; i < batch.Length; i++)
        {
            batch[i].Succeed(results[i], Stopwatch.GetElapsedTime(batch[i].QueuedAt, start));
        }
    }
}
