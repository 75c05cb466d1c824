using InstructRec.Scoring;

namespace InstructRec.Tests.Recommendation;

/// <summary>The progress of a request that stops the thread which scores it, until told to go on.</summary>
internal sealed class HeldScoring(Exception? failure = null) : IProgress<ScoringProgress>, IDisposable
{
    private readonly TaskCompletionSource<int> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _go = new();

    /// <summary>The thread that scores, once it is there.</summary>
    public Task<int> Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Go() => _go.Set();

    public void Report(ScoringProgress value)
    {
        _reached.TrySetResult(Environment.CurrentManagedThreadId);
        _go.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue();
        if (failure is not null)
        {
            throw failure;
        }
    }

    public void Dispose()
    {
        _go.Set();
        _go.Dispose();
    }
}
