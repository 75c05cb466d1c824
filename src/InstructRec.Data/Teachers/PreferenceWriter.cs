using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Data.Candidates;

namespace InstructRec.Data.Teachers;

/// <summary>Writes P2: what stands out in a history, in a sentence.</summary>
internal sealed class PreferenceWriter(Phrasing phrasing, TitleTopics topics)
{
    // Below so many words a full text goes on with what titles speak of.
    private const int Enough = 19;

    // So few choices show no habit, and nothing that is seldomer than something else.
    private const int Habit = 3;
    private readonly OfflineTeacherOptions _options = phrasing.Options;

    private bool IsFull => _options.Length == TextLength.Full;

    public string? Write(IReadOnlyList<Item> history, ulong seed)
    {
        Item[] recent = [.. history.Skip(Math.Max(0, history.Count - _options.HistoryLimit))];
        var random = new SplitMix64(seed);
        int atLeast = recent.Length >= 4 ? 2 : 1;
        IReadOnlyList<string> kinds = phrasing.Catalog.StandOut(recent, AttributeRole.Kind, atLeast);
        IReadOnlyList<string> themes = [.. phrasing.Catalog.StandOut(recent, AttributeRole.Theme, 2).Where(t => !kinds.Contains(t, StringComparer.OrdinalIgnoreCase))];
        string[] ofMakers = IsFull ? [.. recent.SelectMany(i => phrasing.Labels(i, AttributeRole.Maker)).Distinct(StringComparer.Ordinal)] : [];
        string[] pairs = IsFull ? [.. topics.StandOut(recent, atLeast).Where(p => !TitleTopics.NamesAny(p, ofMakers))] : [];
        string? what = kinds.Count > 0 ? Kinds(kinds, recent, ref random) : Words(recent, pairs, ofMakers, ref random) ?? (themes.Count > 0 ? _options.Nouns : null);
        if (what is null)
        {
            return null;
        }

        (string subject, bool plural) = Wording.Subjects.Pick(ref random);
        (string singular, string many) = (IsFull && recent.Length < Habit ? FullWording.Verbs : Wording.Verbs).Pick(ref random);
        string sentence = $"{subject} {(plural ? many : singular)} {what}";
        if (IsFull)
        {
            // What is said of tags follows the kinds, not the decade.
            sentence += phrasing.Clause(themes, FullWording.Themes, kinds.Count > 0 ? 60 : 100, ref random);
            sentence += phrasing.Clause(Periods(recent), FullWording.Periods, 75, ref random);
        }
        else
        {
            sentence += phrasing.Clause(Periods(recent), Wording.Periods, 75, ref random);
            sentence += phrasing.Clause(themes, Wording.Themes, kinds.Count > 0 ? 60 : 100, ref random);
        }

        string[] makers = [.. phrasing.Catalog.StandOut(recent, AttributeRole.Maker, 2).Select(Phrasing.FirstMaker)];
        sentence += makers.Length > 0 && random.Chance(60) ? Phrasing.Fill((IsFull ? FullWording.Makers : Wording.Makers).Pick(ref random), makers[random.Below(Math.Min(2, makers.Length))]) : string.Empty;
        if (kinds.Count > 0 && random.Chance(35) && phrasing.Catalog.Missing(recent, AttributeRole.Kind) is { } missing)
        {
            sentence += IsFull
                ? Phrasing.Fill(FullWording.Missing.Pick(ref random).Replace("{1}", plural ? "stay" : "stays", StringComparison.Ordinal), phrasing.Kind(missing, _options.Nouns))
                : Phrasing.Fill((plural ? Wording.MissingPlural : Wording.Missing).Pick(ref random), phrasing.Spoken(missing) + " " + _options.Nouns);
        }

        if (IsFull)
        {
            sentence = Opened(sentence, recent, ref random) + Further(recent, kinds, themes, sentence, ref random);
            sentence += Topics(recent, pairs, sentence, ref random);
        }

        return sentence.TrimEnd(',').Replace(",,", ",", StringComparison.Ordinal).Replace(",;", ";", StringComparison.Ordinal);
    }

    private string Opened(string sentence, Item[] recent, ref SplitMix64 random)
    {
        string opening = FullWording.Openings.Pick(ref random);
        return recent.Length < 3 || random.Chance(35) ? sentence
            : Phrasing.Fill(opening, string.Create(CultureInfo.InvariantCulture, $"the last {recent.Length} {_options.Nouns}")) + char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }

    // Counts and orders of the history, said in words; nothing that it does not show.
    private string Further(Item[] recent, IReadOnlyList<string> kinds, IReadOnlyList<string> themes, string sentence, ref SplitMix64 random)
    {
        string further = string.Empty;
        int count = kinds.Count == 0 ? 0 : recent.Count(i => phrasing.Labels(i, AttributeRole.Kind).Contains(kinds[0], StringComparer.Ordinal));
        if (recent.Length >= 4 && random.Chance(65) && FullWording.Share(count, recent.Length) is { } share)
        {
            further += phrasing.SayKind(FullWording.Shares.Pick(ref random).Replace("{1}", share, StringComparison.Ordinal), kinds[0]);
        }

        const int last = 5;
        string? late = recent.Length < 2 * last ? null : phrasing.Catalog.StandOut(recent[^last..], AttributeRole.Kind, 3).FirstOrDefault(k => !kinds.Take(2).Contains(k, StringComparer.Ordinal));
        if (late is not null && random.Chance(70))
        {
            further += phrasing.SayKind(FullWording.Lately.Pick(ref random), late);
        }
        else if (kinds.Count > 2 && random.Chance(60))
        {
            string other = kinds[2 + random.Below(Math.Min(2, kinds.Count - 2))];
            int seen = recent.Count(i => phrasing.Labels(i, AttributeRole.Kind).Contains(other, StringComparer.Ordinal));
            further += phrasing.SayKind((recent.Length >= Habit && seen > 1 && 2 * seen <= count ? FullWording.FurtherKinds : FullWording.OtherKinds).Pick(ref random), other);
        }

        string? theme = themes.Select(phrasing.Spoken).FirstOrDefault(t => !TextLeak.Contains(sentence, t) && !TextLeak.Contains(further, t));
        return theme is null || random.Chance(60) ? further : further + Phrasing.Fill(FullWording.FurtherThemes.Pick(ref random), theme);
    }

    private string Topics(Item[] recent, string[] pairs, string sentence, ref SplitMix64 random)
    {
        string added = string.Empty;
        bool IsNew(string pair, string soFar) => !pair.Split(' ').Any(w => TextLeak.Contains(soFar, w));
        if (Words(sentence) < Enough && pairs.FirstOrDefault(p => IsNew(p, sentence)) is { } other)
        {
            added += phrasing.Say(FullWording.Topics.Pick(ref random), other);
        }

        // The newest item need not stand out: that it came last is what is said of it.
        if (recent.Length > 1 && Words(sentence + added) < Enough && topics.Pairs(recent[^1], ofLongTitlesOnly: false).FirstOrDefault(p => IsNew(p, sentence + added)) is { } newest)
        {
            added += phrasing.Say(FullWording.NewestTopics.Pick(ref random), TitleTopics.AsNamed(newest, recent[^1..]));
        }

        return added;
    }

    private static int Words(string text) => text.Count(c => c == ' ') + 1;

    private IReadOnlyList<string> Periods(Item[] recent) => phrasing.Catalog.StandOut(recent, AttributeRole.Period, Math.Max(2, (recent.Length + 2) / 3));

    // "Cream and liquid items", but "items in gel or cream form"; a kind and a form do not stand side by side.
    private string FullKinds(IReadOnlyList<string> kinds, int items, ref SplitMix64 random)
    {
        bool isForm = phrasing.Catalog.IsForm(kinds[0]);
        string? second = kinds.Skip(1).FirstOrDefault(k => phrasing.Catalog.IsForm(k) == isForm);
        return second is null || !random.Chance(70)
            ? phrasing.Kind(kinds[0], _options.Nouns)
            : string.Format(
                CultureInfo.InvariantCulture, (isForm ? FullWording.Forms : items < Habit ? FullWording.Pairs : Wording.Pairs).Pick(ref random), phrasing.Spoken(kinds[0]), phrasing.Spoken(second), _options.Nouns);
    }

    private string Kinds(IReadOnlyList<string> kinds, Item[] recent, ref SplitMix64 random)
    {
        if (IsFull)
        {
            return FullKinds(kinds, recent.Length, ref random);
        }

        string first = phrasing.Spoken(kinds[0]);
        return kinds.Count > 1 && random.Chance(70)
            ? string.Format(CultureInfo.InvariantCulture, Wording.Pairs.Pick(ref random), first, phrasing.Spoken(kinds[1]), _options.Nouns)
            : $"{first} {_options.Nouns}";
    }

    private string? Words(IReadOnlyList<Item> history, string[] pairs, string[] makers, ref SplitMix64 random)
    {
        string[] telling = [.. topics.Words(history, skipsEmpty: IsFull).Where(w => !TitleTopics.NamesAny(w, makers))];
        telling = pairs.Length > 0 && !(telling.Length == 1 && telling[0].Contains(' ', StringComparison.Ordinal)) ? [.. pairs.Take(2).Where((p, i) => i == 0 || !p.Split(' ').Intersect(pairs[0].Split(' '), StringComparer.OrdinalIgnoreCase).Any())] : telling;
        string? said = telling.Length switch { 0 => null, 1 => telling[0], _ => $"{telling[0]} {(random.Chance(50) ? "and" : "or")} {telling[1]}" };
        return said is null ? null : string.Format(CultureInfo.InvariantCulture, (pairs.Length > 0 || (IsFull && telling.All(t => !char.IsUpper(t[0]))) ? FullWording.AboutTopics : Wording.Words).Pick(ref random), said, _options.Nouns);
    }
}
