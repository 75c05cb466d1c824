using System.Globalization;
using InstructRec.Retrieval;

namespace InstructRec.Data.Generation;

/// <summary>How varied a set of texts is. The paper has 23.5 words for preferences and intentions and 41.4 for templates.</summary>
/// <remarks>Texts are told apart by 64 bits of hash, so that counting 600,000 instructions does not keep them. Not thread-safe.</remarks>
public sealed class Variety
{
    private readonly HashSet<ulong> _distinct = [];
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private long _texts;
    private long _words;
    private long _tokens;

    /// <summary>Whether the words themselves are told apart, for <see cref="TypeTokenRatio"/>; they are by default.</summary>
    public bool CountsTypes { get; init; } = true;

    /// <summary>How many texts were counted.</summary>
    public long Texts => _texts;

    /// <summary>How many of them differ.</summary>
    public int Distinct => _distinct.Count;

    /// <summary>Words per text, between white space.</summary>
    public double WordsPerText => _texts == 0 ? 0 : (double)_words / _texts;

    /// <summary>Different words divided by all words, function words left out.</summary>
    public double TypeTokenRatio => _tokens == 0 ? 0 : (double)_types.Count / _tokens;

    /// <summary>Counts a text.</summary>
    /// <param name="text">The text.</param>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _texts++;
        _words += Words(text);
        _distinct.Add(Hash(text));
        if (!CountsTypes)
        {
            return;
        }

        foreach (string word in TitleWords.Of(text))
        {
            _tokens++;
            _types.Add(word);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Texts:N0} texts, {Distinct:N0} distinct, {WordsPerText:F1} words each{(CountsTypes ? string.Create(CultureInfo.InvariantCulture, $", type-token ratio {TypeTokenRatio:F4}") : string.Empty)}");

    /// <summary>How many words a text has, between white space.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The number.</returns>
    public static int Words(ReadOnlySpan<char> text)
    {
        int words = 0;
        bool inside = false;
        foreach (char c in text)
        {
            bool white = char.IsWhiteSpace(c);
            words += !white && !inside ? 1 : 0;
            inside = !white;
        }

        return words;
    }

    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in text)
        {
            hash = unchecked((hash ^ c) * 1099511628211UL);
        }

        return hash;
    }
}
