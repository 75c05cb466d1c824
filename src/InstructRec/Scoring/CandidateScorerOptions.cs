namespace InstructRec.Scoring;

/// <summary>How much of the work <see cref="CandidateScorer"/> does at once. The values change memory and the time until a cancelled call returns.</summary>
public sealed record CandidateScorerOptions
{
    /// <summary>The defaults.</summary>
    public static CandidateScorerOptions Default { get; } = new();

    /// <summary>
    /// The rows that go through the vocabulary head at once; default 128. The head's output is the largest thing in memory: rows times vocabulary
    /// times four bytes, 16 MB at 128 rows of T5's vocabulary.
    /// </summary>
    public int HeadRows { get; init; } = 128;

    /// <summary>
    /// The most nodes, over all instructions, that go through the decoder at once; default 512. One part of one instruction always goes, even if it is
    /// larger (<see cref="CandidateTreeOptions.MaxPartNodes"/>).
    /// </summary>
    public int MaxNodes { get; init; } = 512;
}
