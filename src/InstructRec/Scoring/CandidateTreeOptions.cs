namespace InstructRec.Scoring;

/// <summary>How a set of candidates becomes a <see cref="CandidateTree"/>.</summary>
public sealed record CandidateTreeOptions
{
    /// <summary>The most tokens of a title that are scored, the end token included; default 64, so that "Part 1" and "Part 2" differ.</summary>
    public const int DefaultMaxTitleTokens = 64;

    /// <summary>The most nodes of one part; default 256.</summary>
    public const int DefaultMaxPartNodes = 256;

    /// <summary>The defaults.</summary>
    public static CandidateTreeOptions Default { get; } = new();

    /// <summary>Longer titles are cut to this many tokens; their last token (the end token) stays. At least 1.</summary>
    public int MaxTitleTokens { get; init; } = DefaultMaxTitleTokens;

    /// <summary>
    /// The most nodes that go through the decoder at once; larger sets are split into parts. A part is what a cancelled call still waits
    /// for, and its self-attention costs the square of its nodes. A single title may exceed it.
    /// </summary>
    public int MaxPartNodes { get; init; } = DefaultMaxPartNodes;

    /// <summary>
    /// Tokens that the decoder has said before any candidate (without the start token), such as a decoded line of reasoning. They are read,
    /// not scored. Default: none.
    /// </summary>
    public IReadOnlyList<int> DecoderPrefix { get; init; } = [];
}
