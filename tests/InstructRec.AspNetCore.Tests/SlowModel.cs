using InstructRec.Instructions;
using InstructRec.Recommendation;

namespace InstructRec.AspNetCore.Tests;

/// <summary>A model of a host's own that takes its time, turns the first few away, or fails.</summary>
internal sealed class SlowModel : IRecommenderModel
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    public TimeSpan Delay { get; init; }

    public int Busy { get; init; }

    public string? Unknown { get; init; }

    public InstructRecException? Fault { get; init; }

    public System.Collections.Concurrent.ConcurrentQueue<ScoringRequest> Requests { get; } = new();

    public Task Started => _started.Task;

    public Task GivenUp => _givenUp.Task;

    public TaskForms Supported => TaskForms.All;

    public async ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default)
    {
        _started.TrySetResult();
        foreach (ScoringRequest request in requests)
        {
            Requests.Enqueue(request);
        }

        if (Interlocked.Increment(ref _asked) <= Busy)
        {
            throw new InstructRecException(InstructRecErrorKind.Busy, "full");
        }

        if (Fault is not null)
        {
            throw Fault;
        }

        if (Unknown is not null && requests[0].TemplateId == Unknown)
        {
            throw new InstructRecException(InstructRecErrorKind.Template, "there is no such template", Unknown);
        }

        try
        {
            await Task.Delay(Delay, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _givenUp.TrySetResult();
            throw;
        }

        return [.. requests.Select(r => CandidateScores.FromValues([.. r.Candidates.Select(_ => 0.0)]))];
    }
}
