using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Retrieval;

/// <summary>What a search engine is asked for an instruction.</summary>
public static class QueryText
{
    private const int MostTitles = 10;

    /// <summary>The words of what is wanted and liked, else the titles of the most recent part of the history.</summary>
    /// <param name="instruction">What is asked.</param>
    /// <returns>Clean text; empty where there are neither words nor history.</returns>
    public static string Of(Instruction instruction)
    {
        string words = Words(instruction);
        return words.Length > 0 ? words : string.Join("; ", instruction.Preference.History.TakeLast(MostTitles).Select(i => i.Item.CleanTitle));
    }

    /// <summary>The words of what is wanted and liked: the wish or the labels, and the taste.</summary>
    /// <param name="instruction">What is asked.</param>
    /// <returns>Clean text; empty where there are none.</returns>
    public static string Words(Instruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        return string.Join(
            ' ',
            ((string?[])[instruction.Text, instruction.Intention.Text, .. instruction.Intention.Attributes.SelectMany(a => a.Labels), instruction.Preference.Text])
                .Where(t => !string.IsNullOrWhiteSpace(t)).Select(UntrustedText.Text));
    }
}
