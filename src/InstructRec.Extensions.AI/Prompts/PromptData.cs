using InstructRec.Catalog;

namespace InstructRec.Extensions.AI.Prompts;

/// <summary>Titles, labels and reviews as they stand between the marks of data: cleaned, one a line, unable to close the marks.</summary>
internal static class PromptData
{
    public static string Titles(IEnumerable<Item> items) => string.Join('\n', items.Select(i => $"- {Marked(i.CleanTitle)}"));

    public static string Numbered(IEnumerable<Item> items) => string.Join('\n', items.Select((item, i) => FormattableString.Invariant($"{i + 1}. {Marked(item.CleanTitle)}")));

    public static string Text(string? text, int limit)
    {
        string clean = Marked(UntrustedText.Text(text));
        return clean.Length <= limit ? clean : clean[..limit];
    }

    public static string Labels(Item item)
    {
        const int most = 12;
        string labels = string.Join(", ", item.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).SelectMany(a => a.Value).Distinct(StringComparer.OrdinalIgnoreCase).Take(most).Select(UntrustedText.Title));
        return labels.Length == 0 ? "(none)" : Marked(labels);
    }

    private static string Marked(string text) => text.Replace('<', '(').Replace('>', ')');
}
