namespace InstructRec.Benchmarks.Profiling;

/// <summary>Marks moments of a device's work, and tells afterwards how far they lie apart.</summary>
internal interface ITimeline : IDisposable
{
    /// <summary>How the moments are taken, for the report.</summary>
    string Name { get; }

    /// <summary>Marks the moment at which all work handed to the device so far is done.</summary>
    /// <returns>The moment's number.</returns>
    int Mark();

    /// <summary>Milliseconds between two moments; waits for the device where it must.</summary>
    double Between(int from, int to);

    /// <summary>Forgets all moments.</summary>
    void Clear();

    /// <summary>Milliseconds of some work; what was marked before is forgotten.</summary>
    double Milliseconds(Action work)
    {
        Clear();
        int from = Mark();
        work();
        double taken = Between(from, Mark());
        Clear();
        return taken;
    }
}
