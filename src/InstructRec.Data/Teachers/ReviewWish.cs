using System.Text.RegularExpressions;
using InstructRec.Catalog;
using InstructRec.Data.Candidates;

namespace InstructRec.Data.Teachers;

/// <summary>Makes a wish from a review's own words: short runs of them, never over eight, never the title.</summary>
/// <remarks>Only praise that says for what serves: complaints, what the reviewer tells of himself, swearing, and bare praise ("best game ever") are passed over.</remarks>
internal static partial class ReviewWish
{
    private const int Shortest = 3;
    private const int Longest = 8;

    private static readonly string[] Leads =
    [
        "Looking for {0}. What matters: {1}", "I would like {0}, and I care about this: {1}", "Is there {0} of which one can say: {1}", "I want {0} that people describe like this: {1}",
        "{1}: that is the {2} I am after", "Please find me {0}; somebody put it so: {1}", "I am after {0}. It should be like this: {1}",
    ];

    private static readonly HashSet<string> Telling = Words(
        "story stories plot graphics gameplay friends friend easy hard music soundtrack atmosphere atmospheric smell smells scent skin hair soft smooth quality price cheap addictive scary funny humor humour relaxing challenging fast kids gift "
        + "multiplayer singleplayer coop co-op strategy tactical characters puzzle puzzles combat weapons maps building crafting survival online physics worldbuilding replay teamwork zombies horror light lightweight durable comfortable clean "
        + "size fit fits color colors colour colours shape texture finish coverage pigmented sturdy strong gentle moisturizing hydrating moisturized hydrated refreshing absorbs lasts packaging design handle battery bristles portable compact convenient "
        + "effective works value affordable pleasant natural fragrance bass sound screen pages writing taste flavor flavour crunchy sweet cozy breathable waterproof grip sharp thick thin shiny glossy greasy sticky fabric material materials");

    private static readonly HashSet<string> Praise = Words("fun great good best love loved perfect nice awesome amazing beautiful classic excellent enjoyable fantastic wonderful brilliant solid unique rich deep");

    // Words that praise or fill and say nothing of the thing.
    private static readonly HashSet<string> Empty = Words(
        "a an the this that these those it its it's is are was were be been very really so such just too much more most all ever game games gane play played playing plays get got gets now must one of on in at to for from with and or but as like by than "
        + "if you your yours u time times buy worth again still also well yet some any lot lots pretty quite super epic cool product item film movie book thing things world life yes recommend recommended highly 10 there here they them has have had will would can could should do does did");

    // What no sentence ends with.
    private static readonly HashSet<string> Unfinished = Words("a an the that this of to and or for with in on at but is are was as like by than from its it's your very really so too just such though although nice easy has have had each either nor helps reveal");

    // What points at the thing reviewed, or at someone, and so wishes for nothing.
    private static readonly HashSet<string> Pointing = Words("this these that those it its it's they they're he she there here im you is are was were be been being has have had and or but so because which who what when while then than also too as although though if "
        + "plus granted each either neither nor still most more from for ok okay basically overall once with by of at in on not "
        + "since unless until whereas especially even just only maybe perhaps last love loved loves like likes liked enjoy enjoyed enjoying bought buy got get played tried used recommend");

    private static readonly HashSet<string> Refused = Words(
        "i i'm im i've ive i'd i'll my me mine we our us he she his her not no never nothing none dont don't doesn't doesnt isn't isnt can't cant won't wont wasn't wasnt didn't didnt bad terrible worst worse buggy bugs boring broken awful hate hated waste refund "
        + "thank thanks crash crashes crashing poor lame garbage trash unplayable horrible disappointing disappointed ugly cancer lag laggy "
        + "was wasn't were weren't you'll apply you've "
        + "than would could should might wish pros cons con doe bumpy chipped peeled peeling leaks leaking exploded cheaply flimsy chapping itchy");

    /// <summary>A wish, or null where the review holds nothing that serves.</summary>
    public static string? Write(string? review, Item target, OfflineTeacherOptions options, ulong seed, string? thing = null)
    {
        if (string.IsNullOrWhiteSpace(review))
        {
            return null;
        }

        var random = new SplitMix64(seed);
        string text = review.Length > 4000 ? review[..4000] : review;
        string[] clauses =
        [
            .. Breaks().Split(text).Select(c => Spaces().Replace(c, " ").Trim().Trim('-', '*', '"', '\'', ':'))
                .Where(c => IsUsable(c, target.Title)).Select(Inside).Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        if (clauses.Length == 0)
        {
            return null;
        }

        string clause = clauses.Pick(ref random);
        string? further = options.Length == TextLength.Full ? clauses.FirstOrDefault(c => c != clause) : null;
        string wish = Leads.Pick(ref random)
            .Replace("{0}", thing ?? Phrasing.Article(options.Noun), StringComparison.Ordinal).Replace("{2}", options.Noun, StringComparison.Ordinal).Replace("{1}", clause, StringComparison.Ordinal);
        wish = char.ToUpperInvariant(wish[0]) + wish[1..];
        return further is null ? wish : wish + FullWording.ReviewFurther.Pick(ref random).Replace("{0}", further, StringComparison.Ordinal);
    }

    // Shouting becomes speech, and the beginning of a sentence the middle of one.
    private static string Inside(string clause) =>
        clause.Any(char.IsLower) ? char.IsUpper(clause[0]) && !char.IsUpper(clause[1]) && clause[1] != '\'' ? char.ToLowerInvariant(clause[0]) + clause[1..] : clause : clause.ToLowerInvariant();

    private static bool IsUsable(string clause, string title)
    {
        string[] words = clause.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < Shortest or > Longest || !words.All(w => w.Length <= 20 && w.All(c => char.IsAsciiLetterOrDigit(c) || c is '\'' or '-' or '&'))
            || words.Any(w => Refused.Contains(w.Trim('-'))) || Pointing.Contains(words[0]) || Swearing().IsMatch(clause) || Unfinished.Contains(words[^1]) || TextLeak.Contains(clause, title))
        {
            return false;
        }

        int content = words.Count(w => !Empty.Contains(w) && !Praise.Contains(w));
        return words.Any(Telling.Contains) || (content >= 2 && words.Any(Praise.Contains));
    }

    private static HashSet<string> Words(string list) => new(list.Split(' '), StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"[.!?,;:()\[\]\r\n]+|\s-\s")]
    private static partial Regex Breaks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"f+[u*]+c*k|fck|shit|bitch|cunt|nigg|\bfag|retard|\brape|porn|\bsex|\bass\b|\bdick|cock|pussy|whore|slut|penis|jew|hitler|nazi", RegexOptions.IgnoreCase)]
    private static partial Regex Swearing();
}
