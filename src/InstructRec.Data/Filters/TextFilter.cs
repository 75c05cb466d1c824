using System.Text.RegularExpressions;
using InstructRec.Data.Teachers;

namespace InstructRec.Data.Filters;

/// <summary>Removes what a teacher should not have written, and counts what it removed.</summary>
/// <remarks>Keeps the counts and, where repeats are limited, 32 bytes a text. Not thread-safe: one filter per run.</remarks>
public sealed partial class TextFilter
{
    private const int ExampleCount = 5;
    private readonly TextFilterOptions _options;
    private readonly NearDuplicates _repeats = new();
    private readonly Dictionary<FilterReason, (int Count, List<string> Examples)> _removed = [];
    private int _seen;

    /// <summary>Creates a filter.</summary>
    /// <param name="options">The limits.</param>
    public TextFilter(TextFilterOptions? options = null) => _options = options ?? new TextFilterOptions();

    /// <summary>Judges a text and counts it.</summary>
    /// <param name="text">A preference or an intention.</param>
    /// <param name="targetTitle">The title that must not stand in it, for intentions.</param>
    /// <returns>Why it is removed, or <see langword="null"/> where it stays.</returns>
    public FilterReason? Judge(string text, string? targetTitle = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        _seen++;
        FilterReason? reason = Reason(text, targetTitle);
        if (reason is { } removed)
        {
            (int count, List<string> examples) = _removed.GetValueOrDefault(removed, (0, []));
            if (examples.Count < ExampleCount)
            {
                examples.Add(text.Length > 200 ? text[..200] + "…" : text);
            }

            _removed[removed] = (count + 1, examples);
        }

        return reason;
    }

    /// <summary>What was removed so far.</summary>
    /// <returns>A snapshot.</returns>
    public FilterReport Report() => new(
        _seen,
        _removed.OrderBy(r => r.Key).ToDictionary(r => r.Key, r => r.Value.Count),
        _removed.OrderBy(r => r.Key).ToDictionary(r => r.Key, r => (IReadOnlyList<string>)[.. r.Value.Examples]));

    private FilterReason? Reason(string text, string? targetTitle)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length < _options.MinimumWords ? FilterReason.TooShort
            : words.Length > _options.MaximumWords ? FilterReason.TooLong
            : Personal().IsMatch(text) ? FilterReason.PersonalData
            : Refusals().IsMatch(text) ? FilterReason.Refusal
            : IsOtherLanguage(text, words) ? FilterReason.OtherLanguage
            : targetTitle is not null && TextLeak.Contains(text, targetTitle) ? FilterReason.TitleLeak
            : _options.MaximumRepeats is { } most && _repeats.Count(text) > most ? FilterReason.Repeat
            : null;
    }

    private static bool IsOtherLanguage(string text, string[] words)
    {
        const int longEnough = 8;
        int letters = text.Count(char.IsLetter);
        int latin = text.Count(c => char.IsLetter(c) && c < '\u0250');
        return latin * 2 < letters || letters == 0 || (words.Length >= longEnough && !EnglishWords().IsMatch(text));
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.\w{2,}|https?://|www\.\w|\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w.])\+?\d[\d\s().-]{7,}\d(?!\w)")]
    private static partial Regex Personal();

    [GeneratedRegex(@"\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b|\bI(?:'m| am) (?:sorry|unable|an ai)\b|\bI can(?:not|'t) (?:help|provide|assist|determine)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Refusals();

    [GeneratedRegex(@"\b(?:the|a|an|and|or|of|to|in|for|with|is|are|i|it|that|this|they|me|not|on|by|you|my|from|some|like|likes)\b", RegexOptions.IgnoreCase)]
    private static partial Regex EnglishWords();
}
