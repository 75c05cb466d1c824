using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Instructions;

namespace InstructRec.Data.Teachers;

/// <summary>Writes I1 and I2: what is wanted, made from what is known about an item.</summary>
internal sealed class WishWriter(Phrasing phrasing, TitleTopics topics)
{
    // An item with fewer kinds and themes is spoken of by what its title speaks of as well.
    private const int FewLabels = 3;

    // Below so many words a wish from a review goes on with the item's own labels.
    private const int Enough = 20;
    private readonly OfflineTeacherOptions _options = phrasing.Options;

    private bool IsFull => _options.Length == TextLength.Full;

    public string? Write(Item target, ulong seed)
    {
        var random = new SplitMix64(~seed);
        string[] kinds = phrasing.Labels(target, AttributeRole.Kind);
        string[] themes = Themes(target, kinds);
        string[] makers = [.. phrasing.Labels(target, AttributeRole.Maker).Select(Phrasing.FirstMaker)];
        string[] described = kinds.Length > 0 ? kinds : themes;
        string[] pairs = Topics(target, kinds.Length + themes.Length, makers);
        if (described.Length == 0 && makers.Length == 0 && pairs.Length == 0)
        {
            return null;
        }

        if (IsFull)
        {
            return FullWish(target, described, kinds, themes, makers, pairs, ref random);
        }

        string thing = described.Length == 0 ? Phrasing.Article(_options.Noun) : phrasing.Thing(described.Pick(ref random), Wording.Things, ref random);
        string wish = Phrasing.Fill(Wording.Wishes.Pick(ref random), thing);
        if (phrasing.Labels(target, AttributeRole.Period) is { Length: > 0 } periods && random.Chance(35))
        {
            wish += Phrasing.Fill(Wording.WishPeriods.Pick(ref random), periods[0]);
        }

        if (kinds.Length > 0 && themes.Length > 0 && random.Chance(50))
        {
            wish += Phrasing.Fill(Wording.WishThemes.Pick(ref random), phrasing.Spoken(themes.Pick(ref random)));
        }

        return makers.Length > 0 && (described.Length == 0 || random.Chance(25)) ? wish + $" by {makers[0]}" : wish;
    }

    /// <summary>A wish in the reviewer's own words, or null where the review holds nothing that serves.</summary>
    public string? WriteFromReview(Item target, string? review, ulong seed)
    {
        if (!IsFull)
        {
            return ReviewWish.Write(review, target, _options, seed);
        }

        var random = new SplitMix64(seed ^ 0x5bd1e995);
        string[] kinds = [.. phrasing.Labels(target, AttributeRole.Kind).Where(k => !TextLeak.Contains(k, target.Title))];
        string[] themes = Themes(target, kinds);
        string[] pairs = Topics(target, kinds.Length + themes.Length, phrasing.Labels(target, AttributeRole.Maker));
        string? thing = kinds.Length > 0 ? phrasing.Thing(kinds.Pick(ref random), Wording.SingleThings, ref random)
            : pairs.Length > 0 ? phrasing.Say(FullWording.TopicThings.Pick(ref random), pairs[0]) : null;
        string? wish = ReviewWish.Write(review, target, _options, seed, thing);
        if (wish is null || wish.Count(c => c == ' ') + 1 >= Enough)
        {
            return wish;
        }

        string? theme = themes.Select(phrasing.Spoken).FirstOrDefault(t => !TextLeak.Contains(wish, t));
        string? pair = pairs.FirstOrDefault(p => !p.Split(' ').Any(w => TextLeak.Contains(wish, w)));
        return theme is not null ? wish + Phrasing.Fill(FullWording.WishFurtherThemes.Pick(ref random), theme)
            : pair is not null ? wish + phrasing.Say(FullWording.WishTopics.Pick(ref random), pair) : wish;
    }

    public Intention Specific(Item target, int themeLimit)
    {
        string[] kinds = phrasing.Labels(target, AttributeRole.Kind);
        string[] themes = [.. phrasing.Labels(target, AttributeRole.Theme).Where(t => !TextLeak.Contains(t, target.Title) && !TextLeak.Contains(target.Title, t)).Take(themeLimit)];
        string[] makers = phrasing.Labels(target, AttributeRole.Maker);
        string[] shown = [.. makers.Select(OneMaker).Where(m => !TextLeak.Contains(m, target.Title))];
        string[] labels = [.. kinds, .. themes, .. Topics(target, kinds.Length + themes.Length, makers).Take(2), .. shown, .. phrasing.Labels(target, AttributeRole.Period)];
        return labels.Length == 0 ? Intention.None : Intention.Specific(labels.Distinct(StringComparer.OrdinalIgnoreCase));
    }

    private string? FullWish(Item target, string[] described, string[] kinds, string[] themes, string[] makers, string[] pairs, ref SplitMix64 random)
    {
        var left = new Queue<string>(Shuffled(kinds.Length > 0 ? kinds : described, ref random).Where(l => !TextLeak.Contains(l, target.Title)));
        string thing = left.TryDequeue(out string? first) ? phrasing.Thing(first, Wording.SingleThings, ref random)
            : pairs.Length > 0 ? phrasing.Say(FullWording.TopicThings.Pick(ref random), pairs[0]) : Phrasing.Article(_options.Noun);
        string wish = Phrasing.Fill(Wording.Wishes.Pick(ref random), thing);
        wish += phrasing.Labels(target, AttributeRole.Period) is { Length: > 0 } periods && random.Chance(70) ? Phrasing.Fill(Wording.WishPeriods.Pick(ref random), periods[0]) : string.Empty;

        // Themes that stood in for a kind go on as themes: a game is no "great soundtrack".
        var said = new Queue<string>(kinds.Length > 0 ? Shuffled(themes, ref random) : left);
        if (kinds.Length == 0)
        {
            left.Clear();
        }

        wish += left.TryDequeue(out string? second) ? phrasing.SayKind(FullWording.WishKinds.Pick(ref random), second) : string.Empty;
        wish += said.TryDequeue(out string? theme) ? Phrasing.Fill(FullWording.WishThemes.Pick(ref random), phrasing.Spoken(theme)) : string.Empty;
        wish += left.TryDequeue(out string? third) && random.Chance(70) ? phrasing.SayKind(FullWording.WishFurtherKinds.Pick(ref random), third) : string.Empty;
        wish += said.TryDequeue(out string? further) && random.Chance(70) ? Phrasing.Fill(FullWording.WishFurtherThemes.Pick(ref random), phrasing.Spoken(further)) : string.Empty;
        string[] ways = FullWording.WishTopics;
        foreach (string pair in pairs.Take(2).Where(p => !p.Split(' ').Any(w => TextLeak.Contains(wish, w))))
        {
            wish += phrasing.Say(ways.Pick(ref random), pair);
            ways = FullWording.WishFurtherTopics;
        }

        string? maker = makers.FirstOrDefault(m => !TextLeak.Contains(m, target.Title) && !TextLeak.Contains(target.Title, m));
        bool saysNothing = first is null && theme is null && pairs.Length == 0;
        return maker is not null && (saysNothing || random.Chance(50)) ? wish + Phrasing.Fill(FullWording.WishMakers.Pick(ref random), maker) : saysNothing ? null : wish;
    }

    private string[] Themes(Item target, string[] kinds) =>
    [
        .. phrasing.Labels(target, AttributeRole.Theme).Where(t => !kinds.Contains(t, StringComparer.OrdinalIgnoreCase) && !TextLeak.Contains(t, target.Title) && !TextLeak.Contains(target.Title, t)),
    ];

    // A maker's name is no topic.
    private string[] Topics(Item target, int labels, string[] makers) =>
        !IsFull || labels >= FewLabels ? [] : [.. topics.Pairs(target).Where(p => !TitleTopics.NamesAny(p, makers))];

    // Several firms in one label stand without a space between them; a firm's own comma has one.
    private static string OneMaker(string label)
    {
        int comma = 0;
        while ((comma = label.IndexOf(',', comma + 1)) > 0 && comma + 1 < label.Length && label[comma + 1] == ' ')
        {
        }

        return comma > 0 ? label[..comma] : label;
    }

    private static string[] Shuffled(string[] labels, ref SplitMix64 random)
    {
        string[] order = [.. labels];
        random.Shuffle<string>(order);
        return order;
    }
}
