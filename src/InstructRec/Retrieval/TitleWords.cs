namespace InstructRec.Retrieval;

/// <summary>Cuts titles and queries into words: runs of at least two letters, digits or underscores, in lower case, without common English function words.</summary>
public static class TitleWords
{
    private static readonly HashSet<string> StopWords = new(StringComparer.Ordinal)
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of", "on", "or", "such", "that", "the", "their", "then",
        "there", "these", "they", "this", "to", "was", "will", "with",
    };

    /// <summary>The words of a text in order, repeated ones as often as they occur.</summary>
    /// <param name="text">A title, a wish, a review.</param>
    /// <returns>Lower-case words.</returns>
    public static IEnumerable<string> Of(string text)
    {
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_'))
            {
                continue;
            }

            if (i - start >= 2)
            {
                string word = text[start..i].ToLowerInvariant();
                if (!StopWords.Contains(word))
                {
                    yield return word;
                }
            }

            start = i + 1;
        }
    }
}
