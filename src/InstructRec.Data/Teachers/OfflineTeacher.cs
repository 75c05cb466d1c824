using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Instructions;
using InstructRec.Retrieval;

namespace InstructRec.Data.Teachers;

/// <summary>The default teacher: deterministic, without a network, from attributes and tags (or title words) that stand out against the catalogue.</summary>
/// <remarks>
/// Several thousand combinations of wording. It says only what the catalogue and the history hold: where neither attributes nor repeated title words stand out, it says nothing.
/// Immutable and thread-safe.
/// </remarks>
public sealed class OfflineTeacher : IInstructionTeacher
{
    private readonly OfflineTeacherOptions _options;
    private readonly CatalogLabels _labels;
    private readonly Dictionary<string, int> _wordCounts = new(StringComparer.Ordinal);
    private readonly int _items;

    /// <summary>Counts the catalogue.</summary>
    /// <param name="catalog">The items; their attributes are what the teacher speaks of.</param>
    /// <param name="options">What things are called.</param>
    public OfflineTeacher(IReadOnlyList<Item> catalog, OfflineTeacherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _options = options ?? OfflineTeacherOptions.Default;
        _labels = new CatalogLabels(catalog, _options);
        _items = Math.Max(1, catalog.Count);
        foreach (Item item in catalog)
        {
            foreach (string word in TitleWords.Of(item.Title).Distinct(StringComparer.Ordinal))
            {
                _wordCounts[word] = _wordCounts.GetValueOrDefault(word) + 1;
            }
        }
    }

    /// <inheritdoc/>
    public string Name => _options.Length == TextLength.Full ? "offline-full/2" : "offline/2";

    /// <summary>Writes P2; see <see cref="IInstructionTeacher.WritePreferenceAsync"/>.</summary>
    /// <param name="history">The items before the target, oldest first: never the target or anything after it.</param>
    /// <param name="seed">Chooses the wording.</param>
    /// <returns>A sentence without a full stop, or <see langword="null"/> where nothing stands out.</returns>
    public string? WritePreference(IReadOnlyList<Item> history, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(history);
        Item[] recent = [.. history.Skip(Math.Max(0, history.Count - _options.HistoryLimit))];
        var random = new SplitMix64(seed);
        int atLeast = recent.Length >= 4 ? 2 : 1;
        IReadOnlyList<string> kinds = _labels.StandOut(recent, AttributeRole.Kind, atLeast);
        IReadOnlyList<string> themes = [.. _labels.StandOut(recent, AttributeRole.Theme, 2).Where(t => !kinds.Contains(t, StringComparer.OrdinalIgnoreCase))];
        string? what = kinds.Count > 0 ? Kinds(kinds, ref random) : Words(recent, ref random) ?? (themes.Count > 0 ? _options.Nouns : null);
        if (what is null)
        {
            return null;
        }

        (string subject, bool plural) = Wording.Subjects.Pick(ref random);
        (string singular, string many) = Wording.Verbs.Pick(ref random);
        string sentence = $"{subject} {(plural ? many : singular)} {what}";
        sentence += Clause(_labels.StandOut(recent, AttributeRole.Period, Math.Max(2, (recent.Length + 2) / 3)), Wording.Periods, 75, ref random);
        sentence += Clause(themes, Wording.Themes, kinds.Count > 0 ? 60 : 100, ref random);
        string[] makers = [.. _labels.StandOut(recent, AttributeRole.Maker, 2).Select(FirstMaker)];
        sentence += makers.Length > 0 && random.Chance(60) ? Fill(Wording.Makers.Pick(ref random), makers[random.Below(Math.Min(2, makers.Length))]) : string.Empty;
        if (kinds.Count > 0 && random.Chance(35) && _labels.Missing(recent, AttributeRole.Kind) is { } missing)
        {
            sentence += Fill((plural ? Wording.MissingPlural : Wording.Missing).Pick(ref random), _labels.Spoken(missing) + " " + _options.Nouns);
        }

        if (_options.Length == TextLength.Full)
        {
            sentence = Opened(sentence, recent, ref random) + Further(recent, kinds, themes, sentence, ref random);
        }

        return sentence.TrimEnd(',').Replace(",,", ",", StringComparison.Ordinal).Replace(",;", ";", StringComparison.Ordinal);
    }

    private string Opened(string sentence, Item[] recent, ref SplitMix64 random)
    {
        string opening = FullWording.Openings.Pick(ref random);
        return recent.Length < 3 || random.Chance(35) ? sentence
            : Fill(opening, string.Create(CultureInfo.InvariantCulture, $"the last {recent.Length} {_options.Nouns}")) + char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }

    // Counts and orders of the history, said in words; nothing that it does not show.
    private string Further(Item[] recent, IReadOnlyList<string> kinds, IReadOnlyList<string> themes, string sentence, ref SplitMix64 random)
    {
        string further = string.Empty;
        int count = kinds.Count == 0 ? 0 : recent.Count(i => Labels(i, AttributeRole.Kind).Contains(kinds[0], StringComparer.Ordinal));
        if (recent.Length >= 4 && random.Chance(65) && FullWording.Share(count, recent.Length) is { } share)
        {
            further += Say(FullWording.Shares.Pick(ref random).Replace("{1}", share, StringComparison.Ordinal), _labels.Spoken(kinds[0]));
        }

        const int last = 5;
        string? late = recent.Length < 2 * last ? null : _labels.StandOut(recent[^last..], AttributeRole.Kind, 3).FirstOrDefault(k => !kinds.Take(2).Contains(k, StringComparer.Ordinal));
        if (late is not null && random.Chance(70))
        {
            further += Say(FullWording.Lately.Pick(ref random), _labels.Spoken(late));
        }
        else if (kinds.Count > 2 && random.Chance(60))
        {
            further += Say(FullWording.FurtherKinds.Pick(ref random), _labels.Spoken(kinds[2 + random.Below(Math.Min(2, kinds.Count - 2))]));
        }

        string? theme = themes.Select(_labels.Spoken).FirstOrDefault(t => !TextLeak.Contains(sentence, t) && !TextLeak.Contains(further, t));
        return theme is null || random.Chance(60) ? further : further + Fill(FullWording.FurtherThemes.Pick(ref random), theme);
    }

    /// <summary>Writes I1 from what is known about an item; see <see cref="IInstructionTeacher.WriteIntentionAsync"/>. The target is known: oracle query.</summary>
    /// <param name="target">The item chosen; its title is not used.</param>
    /// <param name="seed">Chooses the wording.</param>
    /// <returns>A wish, or <see langword="null"/> where the item has no attribute that is spoken of.</returns>
    public string? WriteIntention(Item target, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(target);
        var random = new SplitMix64(~seed);
        string[] kinds = Labels(target, AttributeRole.Kind);
        string[] themes = [.. Labels(target, AttributeRole.Theme).Where(t => !kinds.Contains(t, StringComparer.OrdinalIgnoreCase) && !TextLeak.Contains(t, target.Title) && !TextLeak.Contains(target.Title, t))];
        string[] makers = [.. Labels(target, AttributeRole.Maker).Select(FirstMaker)];
        string[] described = kinds.Length > 0 ? kinds : themes;
        if (described.Length == 0 && makers.Length == 0)
        {
            return null;
        }

        if (_options.Length == TextLength.Full)
        {
            return FullWish(target, described, kinds, themes, makers, ref random);
        }

        string thing = described.Length == 0 ? Article(_options.Noun) : Thing(described.Pick(ref random), Wording.Things, ref random);
        string wish = Fill(Wording.Wishes.Pick(ref random), thing);
        if (Labels(target, AttributeRole.Period) is { Length: > 0 } periods && random.Chance(35))
        {
            wish += Fill(Wording.WishPeriods.Pick(ref random), periods[0]);
        }

        if (kinds.Length > 0 && themes.Length > 0 && random.Chance(50))
        {
            wish += Fill(Wording.WishThemes.Pick(ref random), _labels.Spoken(themes.Pick(ref random)));
        }

        return makers.Length > 0 && (described.Length == 0 || random.Chance(25)) ? wish + $" by {makers[0]}" : wish;
    }

    private string? FullWish(Item target, string[] described, string[] kinds, string[] themes, string[] makers, ref SplitMix64 random)
    {
        var left = new Queue<string>(Shuffled(kinds.Length > 0 ? kinds : described, ref random).Where(l => !TextLeak.Contains(l, target.Title)));
        string thing = left.TryDequeue(out string? first) ? Thing(first, Wording.SingleThings, ref random) : Article(_options.Noun);
        string wish = Fill(Wording.Wishes.Pick(ref random), thing);
        wish += Labels(target, AttributeRole.Period) is { Length: > 0 } periods && random.Chance(70) ? Fill(Wording.WishPeriods.Pick(ref random), periods[0]) : string.Empty;
        var said = new Queue<string>(kinds.Length > 0 ? Shuffled(themes, ref random) : []);
        wish += left.TryDequeue(out string? second) ? Say(FullWording.WishKinds.Pick(ref random), _labels.Spoken(second)) : string.Empty;
        wish += said.TryDequeue(out string? theme) ? Fill(Wording.WishThemes.Pick(ref random), _labels.Spoken(theme)) : string.Empty;
        wish += left.TryDequeue(out string? third) && random.Chance(70) ? Say(FullWording.WishFurtherKinds.Pick(ref random), _labels.Spoken(third)) : string.Empty;
        wish += said.TryDequeue(out string? further) && random.Chance(70) ? Fill(FullWording.WishFurtherThemes.Pick(ref random), _labels.Spoken(further)) : string.Empty;
        string? maker = makers.FirstOrDefault(m => !TextLeak.Contains(m, target.Title) && !TextLeak.Contains(target.Title, m));
        bool saysNothing = first is null && theme is null;
        return maker is not null && (saysNothing || random.Chance(50)) ? wish + Fill(FullWording.WishMakers.Pick(ref random), maker) : saysNothing ? null : wish;
    }

    private static string[] Shuffled(string[] labels, ref SplitMix64 random)
    {
        string[] order = [.. labels];
        random.Shuffle<string>(order);
        return order;
    }

    /// <summary>A or an: by the first sound, which in letters that are spelt out is that of the letter's name.</summary>
    internal static string Article(string phrase)
    {
        int end = phrase.IndexOf(' ', StringComparison.Ordinal);
        ReadOnlySpan<char> word = end < 0 ? phrase : phrase.AsSpan(0, end);
        bool spelt = word.Length is > 1 and <= 4 && !word.ContainsAnyExceptInRange('A', 'Z');
        return ((spelt ? "AEFHILMNORSX" : "aeiouAEIOU").Contains(word.Length > 0 ? word[0] : ' ', StringComparison.Ordinal) ? "an " : "a ") + phrase;
    }

    // Several firms that stand in one label: the first will do.
    private static string FirstMaker(string label) => label.IndexOf(',', StringComparison.Ordinal) is var comma and > 0 ? label[..comma].Trim() : label;

    /// <summary>Joins an item's labels into I2, kinds first, then themes, makers and the period. The target is known: oracle query.</summary>
    /// <param name="target">The item.</param>
    /// <param name="themeLimit">How many tags or features at most.</param>
    /// <returns>The intention; <see cref="Intention.None"/> where the item has no attribute that is spoken of.</returns>
    public Intention SpecificIntention(Item target, int themeLimit = 3)
    {
        ArgumentNullException.ThrowIfNull(target);
        string[] labels =
        [
            .. Labels(target, AttributeRole.Kind),
            .. Labels(target, AttributeRole.Theme).Where(t => !TextLeak.Contains(t, target.Title)).Take(themeLimit),
            .. Labels(target, AttributeRole.Maker),
            .. Labels(target, AttributeRole.Period),
        ];
        return labels.Length == 0 ? Intention.None : Intention.Specific(labels.Distinct(StringComparer.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public ValueTask<string?> WritePreferenceAsync(IReadOnlyList<Item> history, ulong seed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(WritePreference(history, seed));
    }

    /// <inheritdoc/>
    public ValueTask<string?> WriteIntentionAsync(Item target, string? review, ulong seed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(ReviewWish.Write(review, target, _options, seed) ?? WriteIntention(target, seed));
    }

    private string Kinds(IReadOnlyList<string> kinds, ref SplitMix64 random)
    {
        string first = _labels.Spoken(kinds[0]);
        return kinds.Count > 1 && random.Chance(70)
            ? string.Format(CultureInfo.InvariantCulture, Wording.Pairs.Pick(ref random), first, _labels.Spoken(kinds[1]), _options.Nouns)
            : $"{first} {_options.Nouns}";
    }

    private string? Words(IReadOnlyList<Item> history, ref SplitMix64 random)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string word in history.SelectMany(i => TitleWords.Of(i.Title).Distinct(StringComparer.Ordinal)))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        string[] telling =
        [
            .. counts.Where(c => c.Value >= 2 && c.Key.Length >= 3 && !c.Key.All(char.IsDigit) && 3.0 * _wordCounts.GetValueOrDefault(c.Key) / _items < (double)c.Value / history.Count)
                .OrderByDescending(c => c.Value * Math.Log((double)_items / Math.Max(1, _wordCounts.GetValueOrDefault(c.Key))))
                .ThenBy(c => c.Key, StringComparer.Ordinal).Take(2).Select(c => AsWritten(c.Key, history)),
        ];
        string? said = telling.Length == 2 && Phrase(telling[0], telling[1], history) is { } phrase ? phrase : telling.Length switch { 0 => null, 1 => telling[0], _ => $"{telling[0]} {(random.Chance(50) ? "and" : "or")} {telling[1]}" };
        return said is null ? null : string.Format(CultureInfo.InvariantCulture, Wording.Words.Pick(ref random), said, _options.Nouns);
    }

    // Two telling words that stand together in a title ("Final Fantasy", "Assassin's Creed") are said together.
    private static string? Phrase(string one, string other, IReadOnlyList<Item> history)
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

    private string Thing(string label, string[] wordings, ref SplitMix64 random)
    {
        string spoken = _labels.Spoken(label);
        string thing = string.Format(CultureInfo.InvariantCulture, wordings.Pick(ref random), spoken, _options.Noun);
        return thing.StartsWith("a ", StringComparison.Ordinal) && thing.Length > 2 ? Article(thing[2..])
            : thing.StartsWith("some ", StringComparison.Ordinal) && thing.EndsWith(' ' + _options.Noun, StringComparison.Ordinal) ? thing[..^_options.Noun.Length] + _options.Nouns : thing;
    }

    private string Clause(IReadOnlyList<string> labels, string[] wordings, int percent, ref SplitMix64 random) =>
        labels.Count > 0 && random.Chance(percent) ? Fill(wordings.Pick(ref random), _labels.Spoken(labels[random.Below(Math.Min(2, labels.Count))])) : string.Empty;

    private string[] Labels(Item item, AttributeRole role) => [.. _labels.Of(item).Where(l => l.Role == role).Select(l => l.Label)];

    // The label last: nothing in it is a place to fill.
    private string Say(string wording, string label) =>
        Fill(wording.Replace("{s}", _options.Noun, StringComparison.Ordinal).Replace("{p}", _options.Nouns, StringComparison.Ordinal), label);

    private static string Fill(string wording, string what) => wording.Replace("{0}", what, StringComparison.Ordinal);
}
