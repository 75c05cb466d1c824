namespace InstructRec.Benchmarks.Profiling;

/// <summary>Takes the time of the parts of one pass, one after the other, and adds up what each had to do.</summary>
/// <param name="timeline">Where moments come from.</param>
internal sealed class PartClock(ITimeline timeline)
{
    private readonly List<(string Name, Cost Cost, int From, int To)> _spans = [];
    private int _last;

    /// <summary>Does a part.</summary>
    /// <param name="name">The part; the same name adds up.</param>
    /// <param name="cost">What it must do at least.</param>
    /// <param name="work">Does it.</param>
    public T Part<T>(string name, Cost cost, Func<T> work)
    {
        int from = timeline.Mark();
        T result = work();
        Add(name, cost, from);
        return result;
    }

    /// <summary>Does a part that gives nothing.</summary>
    public void Part(string name, Cost cost, Action work) => Part<object?>(name, cost, () =>
    {
        work();
        return null;
    });

    /// <summary>Begins what no single call covers; <see cref="Since"/> ends it.</summary>
    public void Begin() => _last = timeline.Mark();

    /// <summary>A part that no single call covers: all since the end of the last part, or since <see cref="Begin"/>.</summary>
    /// <param name="name">The part.</param>
    /// <param name="cost">What it must do at least.</param>
    public void Since(string name, Cost cost = default) => Add(name, cost, _last);

    /// <summary>The parts of the pass in the order in which they first came, and forgets them.</summary>
    public IReadOnlyList<PartTime> Finish()
    {
        List<PartTime> parts = [.. _spans.GroupBy(s => s.Name).Select(g => new PartTime(
            g.Key, g.Count(), g.Sum(s => timeline.Between(s.From, s.To)), g.Aggregate(default(Cost), (sum, s) => sum + s.Cost)))];
        _spans.Clear();
        timeline.Clear();
        return parts;
    }

    private void Add(string name, Cost cost, int from)
    {
        _last = timeline.Mark();
        _spans.Add((name, cost, from, _last));
    }
}
