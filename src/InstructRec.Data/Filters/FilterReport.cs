using System.Globalization;
using System.Text;

namespace InstructRec.Data.Filters;

/// <summary>What a filter removed, with examples.</summary>
/// <param name="Seen">How many texts were judged.</param>
/// <param name="Removed">How many were removed, by reason.</param>
/// <param name="Examples">The first few of each.</param>
public sealed record FilterReport(int Seen, IReadOnlyDictionary<FilterReason, int> Removed, IReadOnlyDictionary<FilterReason, IReadOnlyList<string>> Examples)
{
    /// <summary>The report as Markdown.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToMarkdown()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Seen:N0} texts, {Removed.Values.Sum():N0} removed\n\n| reason | removed | for example |\n|---|---:|---|\n"));
        foreach ((FilterReason reason, int count) in Removed)
        {
            string example = Examples[reason][0].ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
            text.Append(string.Create(CultureInfo.InvariantCulture, $"| {reason} | {count:N0} | {example} |\n"));
        }

        return text.ToString();
    }
}
