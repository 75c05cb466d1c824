using System.Text.RegularExpressions;
using InstructRec.Catalog;
using InstructRec.Retrieval;

namespace InstructRec.Data.Teachers;

/// <summary>What titles speak of, where attributes say little: pairs of neighbouring words that several titles of the catalogue share ("nail polish"), and single words that stand out.</summary>
internal sealed partial class TitleTopics
{
    private const int Least = 3;
    private const double Everywhere = 0.2;

    // Of so long a title a pair gives nothing away; of a short one it is the better part.
    private const int LongTitle = 6;

    // Quantities, colours and praise of shops: they stand in titles of any kind.
    private static readonly HashSet<string> Empty = new(
        ("and the for with from your you all any new set sets kit kits pack packs pcs pc piece pieces count inch inches ounce ounces size sizes small medium large mini big long short cool style styles great best top super premium quality pro plus "
        + "women woman womens men man mens kids girls boys girl boy teens adults gift gifts one two three four five six ten black white red blue green pink purple brown gold silver clear color colors colour colours multicolor "
        + "edition deluxe version free use day easy perfect professional different assorted good high low full extra total other each per").Split(' '), StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _pairs = new(StringComparer.Ordinal);
    private readonly int _items;

    public TitleTopics(IReadOnlyList<Item> catalog)
    {
        _items = Math.Max(1, catalog.Count);
        foreach (Item item in catalog)
        {
            foreach (string word in TitleWords.Of(item.Title).Distinct(StringComparer.Ordinal))
            {
                _words[word] = _words.GetValueOrDefault(word) + 1;
            }

            foreach (string pair in AllPairs(item.Title).Distinct(StringComparer.Ordinal))
            {
                _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
            }
        }
    }

    /// <summary>The pairs of a title that other titles share, the commonest first; none of a title so short that a pair gives it away.</summary>
    public string[] Pairs(Item item, bool ofLongTitlesOnly = true) => ofLongTitlesOnly && TitleWords.Of(item.Title).Count() < LongTitle ? [] :
    [
        .. AllPairs(item.Title).Distinct(StringComparer.Ordinal).Where(IsShared).OrderByDescending(p => _pairs[p]).ThenBy(p => p, StringComparer.Ordinal),
    ];

    /// <summary>The pairs that stand out in a history, most telling first.</summary>
    public string[] StandOut(IReadOnlyList<Item> history, int atLeast)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string pair in history.SelectMany(i => Pairs(i, ofLongTitlesOnly: false)))
        {
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        return
        [
            .. counts.Where(c => c.Value >= atLeast).Select(c => (Pair: c.Key, Weight: c.Value * Math.Log((double)_items * c.Value / (_pairs[c.Key] * history.Count))))
                .Where(c => c.Weight > 0).OrderByDescending(c => c.Weight).ThenBy(c => c.Pair, StringComparer.Ordinal).Select(c => AsNamed(c.Pair, history)),
        ];
    }

    /// <summary>A pair as a short title writes it, where it mostly is a name; as a common noun where titles are long.</summary>
    public static string AsNamed(string pair, IReadOnlyList<Item> history)
    {
        string? title = history.Select(i => i.Title).FirstOrDefault(t => t.Contains(pair, StringComparison.OrdinalIgnoreCase));
        return title is not null && TitleWords.Of(title).Count() < LongTitle ? title.Substring(title.IndexOf(pair, StringComparison.OrdinalIgnoreCase), pair.Length) : pair;
    }

    /// <summary>One or two words, as titles write them, that a history repeats and the catalogue does not; where they stand together, the two as one.</summary>
    /// <param name="history">The items.</param>
    /// <param name="skipsEmpty">Whether quantities, colours and the like are passed over.</param>
    public string[] Words(IReadOnlyList<Item> history, bool skipsEmpty)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string word in history.SelectMany(i => TitleWords.Of(i.Title).Distinct(StringComparer.Ordinal)))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        string[] telling =
        [
            .. counts.Where(c => c.Value >= 2 && c.Key.Length >= 3 && !c.Key.All(char.IsDigit) && !(skipsEmpty && IsEmpty(c.Key))
                    && 3.0 * _words.GetValueOrDefault(c.Key) / _items < (double)c.Value / history.Count)
                .OrderByDescending(c => c.Value * Math.Log((double)_items / Math.Max(1, _words.GetValueOrDefault(c.Key))))
                .ThenBy(c => c.Key, StringComparer.Ordinal).Take(2).Select(c => AsWritten(c.Key, history)),
        ];
        return telling.Length == 2 && Together(telling[0], telling[1], history) is { } phrase ? [phrase] : telling;
    }

    private bool IsShared(string pair) => _pairs.GetValueOrDefault(pair) is var count && count >= Least && count <= Everywhere * _items;

    private static bool IsEmpty(string word) => Empty.Contains(word) || Quantity().IsMatch(word);

    // Only words that stand in one stretch between signs, and whole: "polish - gel" is no pair.
    private static IEnumerable<string> AllPairs(string title)
    {
        foreach (string stretch in Signs().Split(title))
        {
            string? before = null;
            foreach (string raw in stretch.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                string word = raw.ToLowerInvariant();
                bool tells = word.Length >= 3 && word.All(c => char.IsLetter(c) || c is '\'' or '-') && char.IsLetter(word[0]) && char.IsLetter(word[^1]) && !IsEmpty(word);
                if (tells && before is not null && before != word)
                {
                    yield return $"{before} {word}";
                }

                before = tells ? word : null;
            }
        }
    }

    // Two telling words that stand together in a title ("Final Fantasy", "Assassin's Creed") are said together.
    private static string? Together(string one, string other, IReadOnlyList<Item> history)
    {
        const int gap = 3;
        foreach (string title in history.Select(i => i.Title))
        {
            int first = title.IndexOf(one, StringComparison.OrdinalIgnoreCase);
            int second = title.IndexOf(other, StringComparison.OrdinalIgnoreCase);
            (int start, int middle, int next, int end) = first < second ? (first, first + one.Length, second, second + other.Length) : (second, second + other.Length, first, first + one.Length);
            if (start >= 0 && next >= middle && next - middle <= gap)
            {
                return title[start..end];
            }
        }

        return null;
    }

    private static string AsWritten(string word, IReadOnlyList<Item> history)
    {
        string title = history.First(i => TitleWords.Of(i.Title).Contains(word, StringComparer.Ordinal)).Title;
        int at = title.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? word : title.Substring(at, word.Length);
    }

    [GeneratedRegex(@"[,;:|/()\[\]{}""“”–—+&.!?•]+|\s-\s")]
    private static partial Regex Signs();

    [GeneratedRegex(@"^\d+(oz|ml|pcs?|pack|inch|in|fl|g|kg|mg|mm|cm|m|lb|lbs|count|ct|pairs?|w|v|gb)?$")]
    private static partial Regex Quantity();
}
