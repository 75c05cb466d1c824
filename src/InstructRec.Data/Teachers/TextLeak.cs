using System.Text;

namespace InstructRec.Data.Teachers;

/// <summary>Whether one text gives another away.</summary>
public static class TextLeak
{
    private const int LongestCopy = 8;

    /// <summary>Whether a title stands in a text, whatever the case and the signs between its words; a year in brackets at its end does not count.</summary>
    /// <param name="text">For example an intention.</param>
    /// <param name="title">For example the target's title.</param>
    /// <returns>Whether all words of the title stand in the text one after the other.</returns>
    public static bool Contains(string text, string title)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(title);
        int bracket = title.IndexOf('(', StringComparison.Ordinal);
        string words = Words(bracket > 0 ? title[..bracket] : title);
        return words.Length > 1 && Words(text).Contains(words, StringComparison.Ordinal);
    }

    /// <summary>Whether a text has taken over more than eight words in a row from a source.</summary>
    /// <param name="text">For example an intention.</param>
    /// <param name="source">For example the review.</param>
    /// <returns>Whether a run of nine words is in both.</returns>
    public static bool CopiesSentence(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(source);
        string[] words = Words(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string all = Words(source);
        for (int i = 0; i + LongestCopy < words.Length; i++)
        {
            if (all.Contains($" {string.Join(' ', words, i, LongestCopy + 1)} ", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // " like this one " : lower case, one space between words, one at either end.
    private static string Words(string text)
    {
        var words = new StringBuilder(" ", text.Length + 2);
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                words.Append(char.ToLowerInvariant(c));
            }
            else if (c != '\'' && c != '’' && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        return words[^1] == ' ' ? words.ToString() : words.Append(' ').ToString();
    }
}
