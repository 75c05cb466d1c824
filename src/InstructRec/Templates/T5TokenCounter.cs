using InstructRec.Tokenization;

namespace InstructRec.Templates;

/// <summary>A <see cref="T5Tokenizer"/> as a formatter sees it.</summary>
/// <remarks>Safe from any thread.</remarks>
/// <param name="tokenizer">The tokenizer of the model that will read the texts.</param>
public sealed class T5TokenCounter(T5Tokenizer tokenizer) : ITokenCounter
{
    /// <inheritdoc/>
    public bool SplitsAtSpaces => tokenizer.SplitsAtSpaces;

    /// <inheritdoc/>
    public int Count(ReadOnlySpan<char> text) => tokenizer.Count(text);

    /// <inheritdoc/>
    public int[] Encode(string text) => tokenizer.Encode(text);
}
