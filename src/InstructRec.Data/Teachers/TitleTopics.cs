using System.Text.RegularExpressions;
using InstructRec.Catalog;
using InstructRec.Retrieval;

namespace InstructRec.Data.Teachers;

/// <summary>What titles speak of, where attributes say little: pairs of neighbouring words that several titles of the catalogue share ("nail polish"), and single words that stand out.</summary>
internal sealed partial class TitleTopics
{
    private const int Least = 3;
    private const double Everywhere = 0.2;

    // Of so many times once at the end of a stretch, and it is a thing.
    private const int OftenLast = 3;

    // Of so long a title a pair gives nothing away; of a short one it is the better part.
    private const int LongTitle = 6;

    // Quantities, colours and praise of shops: they stand in titles of any kind.
    private static readonly HashSet<string> Empty = new(
        ("and the for with from your you all any new set sets kit kits pack packs pcs pc piece pieces count inch inches ounce ounces size sizes small medium large mini big long short cool style styles great best top super premium quality pro plus "
        + "women woman womens men man mens kids girls boys girl boy teens adults gift gifts one two three four five six ten black white red blue green pink purple brown gold silver clear color colors colour colours multicolor "
        + "director director's cut remastered definitive ultimate enhanced complete season pass soundtrack edition deluxe version free use day easy perfect professional different assorted good high low full extra total other each per").Split(' '), StringComparer.OrdinalIgnoreCase);

    // What things are like and not what they are: before a noun they tell much ("dry skin"), alone nothing.
    private static readonly HashSet<string> Qualities = new(
        ("dry dull oily soft smooth rich wide thin thick lasting powerful strong gentle natural organic fresh clean shiny warm cool comfortable comfort portable waterproof reusable moisturizing hydrating nourishing cleansing "
        + "handmade electric automatic cordless adjustable elegant fashion cute light heavy hard new old fast quick deep wet real pure").Split(' '), StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _pairs = new(StringComparer.Ordinal);

    // How often a pair or a word ends a stretch of a title, as the thing that is spoken of does: "LED nail lamp" is of a lamp.
    private readonly Dictionary<string, int> _ends = new(StringComparer.Ordinal);
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

            var ending = new HashSet<string>(StringComparer.Ordinal);
            foreach (string pair in AllPairs(item.Title, ending).Distinct(StringComparer.Ordinal))
            {
                _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
            }

            foreach (string end in ending)
            {
                _ends[end] = _ends.GetValueOrDefault(end) + 1;
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
            .. counts.Where(c => c.Value >= 2 && c.Key.Length >= 3 && !c.Key.All(char.IsDigit) && !(skipsEmpty && (IsEmpty(c.Key) || Qualities.Contains(c.Key) || (IsOfLongTitles(c.Key, history) && !IsThing(c.Key, _words.GetValueOrDefault(c.Key)))))
                    && 3.0 * _words.GetValueOrDefault(c.Key) / _items < (double)c.Value / history.Count)
                .OrderByDescending(c => c.Value * Math.Log((double)_items / Math.Max(1, _words.GetValueOrDefault(c.Key))))
                .ThenBy(c => c.Key, StringComparer.Ordinal).Take(2).Select(c => skipsEmpty && IsOfLongTitles(c.Key, history) && AsWritten(c.Key, history).Any(char.IsLower) ? c.Key : AsWritten(c.Key, history)),
        ];
        return telling.Length == 2 && Together(telling[0], telling[1], history) is { } phrase ? [phrase] : telling;
    }

    /// <summary>Whether a text shares a word with a maker's name, or is one.</summary>
    public static bool NamesAny(string text, string[] makers) => makers.Any(m => TextLeak.Contains(text, m) || text.Split(' ').Any(w => TextLeak.Contains(m, w)));

    private bool IsShared(string pair) => _pairs.GetValueOrDefault(pair) is var count && count >= Least && count <= Everywhere * _items && IsThing(pair, count);

    private bool IsThing(string words, int count) => OftenLast * _ends.GetValueOrDefault(words) >= count;

    private static bool IsEmpty(string word) => Empty.Contains(word) || Quantity().IsMatch(word);

    // Only words that stand in one stretch between signs, and whole: "polish - gel" is no pair.
    private static IEnumerable<string> AllPairs(string title, HashSet<string>? ending = null)
    {
        foreach (string stretch in Signs().Split(title))
        {
            string? before = null, last = null;
            foreach (string raw in stretch.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                string word = raw.ToLowerInvariant();
                bool tells = word.Length >= 3 && word.All(c => char.IsLetter(c) || c is '\'' or '-') && char.IsLetter(word[0]) && char.IsLetter(word[^1]) && !IsEmpty(word);
                if (!tells)
                {
                    Ended(last, before, ending);
                }

                last = tells && before is not null && before != word && !word.EndsWith("'s", StringComparison.Ordinal) ? $"{before} {word}" : null;
                if (last is not null)
                {
                    yield return last;
                }

                before = tells ? word : null;
            }

            Ended(last, before, ending);
        }
    }

    private static void Ended(string? pair, string? word, HashSet<string>? ending)
    {
        if (pair is not null)
        {
            ending?.Add(pair);
        }

        if (word is not null)
        {
            ending?.Add(word);
        }
    }

    private static bool IsOfLongTitles(string word, IReadOnlyList<Item> history) => history.All(i => TitleWords.Of(i.Title) is var words && (!words.Contains(word, StringComparer.Ordinal) || words.Count() >= LongTitle));

    // Two telling words that stand together in a title ("Final Fantasy", "Assassin's Creed") are said together.
    private static string? Together(string one, string other, IReadOnlyList<Item> history)
    {
        const int gap = 3;
        foreach (string title in history.Select(i => i.Title))
        {
            int first = title.IndexOf(one, StringComparison.OrdinalIgnoreCase);
            int second = title.IndexOf(other, StringComparison.OrdinalIgnoreCase);
            (int start, int middle, int next, int end) = first < second ? (first, first + one.Length, second, second + other.Length) : (second, second + other.Length, first, first + one.Length);
            if (start >= 0 && next >= middle && next - middle <= gap && !title.AsSpan(middle, next - middle).ContainsAny(',', ';'))
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
