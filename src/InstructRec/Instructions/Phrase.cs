using InstructRec.Catalog;

namespace InstructRec.Instructions;

/// <summary>Free text as it stands inside a sentence of a template.</summary>
internal static class Phrase
{
    /// <summary>Cleaned and without one full stop at the end: the sentence around it has its own.</summary>
    public static string Of(string? text) => Of(text, out _);

    /// <summary>As <see cref="Of(string?)"/>, and says whether the text was too long to keep whole.</summary>
    public static string Of(string? text, out bool cut)
    {
        string clean = UntrustedText.Text(text, out cut);
        bool oneStop = clean.EndsWith('.') && !clean.EndsWith("..", StringComparison.Ordinal);
        return oneStop ? clean[..^1].TrimEnd() : clean;
    }

    /// <summary>The fault of a wish that is blank or too long: what the person wants is never cut.</summary>
    public static InstructRecException? FaultOf(string wish, string what, string instead)
    {
        string clean = Of(wish, out bool cut);
        return clean.Length == 0
                ? new InstructRecException(InstructRecErrorKind.Instruction, $"{what} says nothing", remedy: $"Use {instead}")
            : cut
                ? new InstructRecException(
                    InstructRecErrorKind.Instruction,
                    $"{what} is longer than {UntrustedText.MaxTextLength} characters",
                    remedy: "Shorten it: what a person wants is never cut"
                )
            : null;
    }
}
