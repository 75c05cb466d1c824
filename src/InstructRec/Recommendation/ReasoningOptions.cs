namespace InstructRec.Recommendation;

/// <summary>How a model reasons before it answers: greedily, up to a limit, in the words that its chain-of-thought template asks for.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ReasoningOptions
{
    /// <summary>The defaults.</summary>
    public static ReasoningOptions Default { get; } = new();

    /// <summary>The most tokens of reasoning, at least 1; default 64. A reasoning that is not finished by then is cut there, and the answer follows.</summary>
    public int MaxTokens
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A reasoning has at least one token.");
    } = 64;
}
