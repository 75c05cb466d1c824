namespace InstructRec.Templates;

/// <summary>What a formatter needs of a tokenizer to keep its budget.</summary>
/// <remarks>Safe from any thread.</remarks>
public interface ITokenCounter
{
    /// <summary>Whether the tokens of a text are those of its words one after the other, so that each word needs to be looked at once only.</summary>
    bool SplitsAtSpaces { get; }

    /// <summary>The number of tokens of a text, without the end token.</summary>
    /// <param name="text">Any text.</param>
    int Count(ReadOnlySpan<char> text);

    /// <summary>The tokens of a text, with the end token.</summary>
    /// <param name="text">Any text.</param>
    int[] Encode(string text);
}
