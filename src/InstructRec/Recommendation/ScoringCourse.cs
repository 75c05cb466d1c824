using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>How far the scoring of some prompts is, told to whoever asked, batch after batch as one whole.</summary>
/// <remarks>A prompt counts by the tokens of its answers until it has been laid out as a tree, whose nodes are known only after its reasoning.</remarks>
internal sealed class ScoringCourse(IReadOnlyList<PlannedPrompt> prompts)
{
    private readonly IProgress<ScoringProgress>[] _listeners = [.. prompts.Select(p => p.Progress).OfType<IProgress<ScoringProgress>>().Distinct()];
    private readonly long _total = prompts.Any(p => p.Progress is not null) ? prompts.Sum(Weight) : 0;
    private long _done;

    /// <summary>What a scorer tells while it scores one batch; null where nobody listens.</summary>
    public IProgress<ScoringProgress>? Of(IReadOnlyList<int> batch)
    {
        if (_listeners.Length == 0)
        {
            return null;
        }

        long before = _done, weight = batch.Sum(i => Weight(prompts[i]));
        _done += weight;
        return new Batch(progress =>
        {
            ScoringProgress whole = new(before + (long)(weight * (Int128)progress.ScoredNodes / progress.TotalNodes), _total);
            foreach (IProgress<ScoringProgress> listener in _listeners)
            {
                listener.Report(whole);
            }
        });
    }

    private static long Weight(PlannedPrompt prompt) => prompt.Answers.Sum(answer => (long)answer.Length);

    private sealed class Batch(Action<ScoringProgress> tell) : IProgress<ScoringProgress>
    {
        public void Report(ScoringProgress value) => tell(value);
    }
}
