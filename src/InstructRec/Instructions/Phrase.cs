using InstructRec.Catalog;

namespace InstructRec.Instructions;

/// <summary>Free text as it stands inside a sentence of a template.</summary>
internal static class Phrase
{
    /// <summary>Cleaned and without one full stop at the end: the sentence around it has its own.</summary>
    public static string Of(string? text)
    {
        string clean = UntrustedText.Text(text);
        bool oneStop = clean.EndsWith('.') && !clean.EndsWith("..", StringComparison.Ordinal);
        return oneStop ? clean[..^1].TrimEnd() : clean;
    }
}
