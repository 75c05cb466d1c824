namespace InstructRec.Runtime;

/// <summary>What a batch queue must know of a piece of work.</summary>
/// <param name="Length">The tokens of its longest text.</param>
/// <param name="Rows">Its texts.</param>
/// <param name="Priority">Who waits for it.</param>
/// <param name="Deadline">When its answer is of no use any more; <see langword="null"/> for never.</param>
internal readonly record struct BatchTerms(int Length, int Rows, RequestPriority Priority = RequestPriority.Interactive, DateTimeOffset? Deadline = null)
{
    /// <summary>Whether it is run by itself, because somebody watches its progress.</summary>
    public bool Alone { get; init; }

    /// <summary>Whether it waits for room where interactive work is turned away otherwise.</summary>
    public bool WaitsForRoom { get; init; }
}
