using System.Globalization;
using InstructRec.Retrieval;

namespace InstructRec.Data.Generation;

/// <summary>How varied a set of texts is. The paper has 23.5 words for preferences and intentions and 41.4 for templates.</summary>
public sealed class Variety
{
    private readonly HashSet<string> _distinct = new(StringComparer.Ordinal);
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private long _texts;
    private long _words;
    private long _tokens;

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
        _words += text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        _distinct.Add(text);
        foreach (string word in TitleWords.Of(text))
        {
            _tokens++;
            _types.Add(word);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Texts:N0} texts, {Distinct:N0} distinct, {WordsPerText:F1} words each, type-token ratio {TypeTokenRatio:F4}");
}
