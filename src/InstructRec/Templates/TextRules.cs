using System.Text.RegularExpressions;

namespace InstructRec.Templates;

/// <summary>Whether a wording leaves a trace of what is left out: every text it can have is put together and looked at.</summary>
/// <remarks>A space before a colon or a question mark, as French has it, is a trace only where the author did not write it so.</remarks>
internal static partial class TextRules
{
    public static void Check(InstructionTemplate template, List<string> problems)
    {
        foreach (WordingVariant variant in SlotReader.Variants(template))
        {
            string text = string.Join('…', variant.Literals);
            if (template.Family == TemplateFamilies.Context && variant.Said == Slots.None)
            {
                continue;
            }

            Match? trace = Trace()
                .Matches(text)
                .FirstOrDefault(t =>
                    !template.Definition.Wording.Contains(t.Value, StringComparison.Ordinal) || !Spaced().IsMatch(t.Value)
                );
            if (trace is not null)
            {
                problems.Add(
                    $"with {(variant.Said == Slots.None ? "no slot" : SlotNames.List(variant.Said))} filled the text has '{trace.Value}' at {trace.Index}: \"{text}\""
                );
                return;
            }
        }
    }

    [GeneratedRegex(@" [,.;:!?)]|[,;:] ?[,.;:!?]|^[ ,.;:!?)]|\( ?\)|(?<!\.)\.\.(?!\.)|  | $|^$")]
    private static partial Regex Trace();

    [GeneratedRegex("^ [;:!?]$")]
    private static partial Regex Spaced();
}
