namespace InstructRec.Data;

/// <summary>What a reader left out, so that nothing disappears without a word.</summary>
/// <param name="Malformed">Lines that could not be read; never above the limit that the reader was given.</param>
/// <param name="OfUntitledItems">Interactions whose item has no title, or is in no catalogue, where the options allow that.</param>
/// <param name="Examples">The first few reasons, with file and line.</param>
public sealed record SkippedLines(int Malformed, long OfUntitledItems, IReadOnlyList<string> Examples)
{
    /// <summary>Nothing was left out.</summary>
    public static SkippedLines None { get; } = new(0, 0, []);
}
