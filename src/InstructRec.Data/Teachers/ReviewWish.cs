using System.Text.RegularExpressions;
using InstructRec.Catalog;
using InstructRec.Data.Candidates;

namespace InstructRec.Data.Teachers;

/// <summary>Makes a wish from a review's own words: a short run of them, never over eight, never the title.</summary>
internal static partial class ReviewWish
{
    private const int Shortest = 3;
    private const int Longest = 8;

    private static readonly string[] Leads = ["I want {0} with {1}", "Looking for {0}: {1}", "{1}, that is the {2} I am after", "I would like {0}, and I care about this: {1}", "Is there {0} like that: {1}"];

    private static readonly string[] Cues =
    [
        "fun", "great", "good", "best", "love", "loved", "story", "graphics", "gameplay", "friends", "easy", "hard", "music", "atmosphere", "world", "smell", "skin", "hair", "soft", "quality", "price",
        "cheap", "addictive", "beautiful", "scary", "funny", "relaxing", "challenging", "fast", "perfect", "nice", "awesome", "amazing", "gift", "kids", "classic", "multiplayer", "strategy", "characters",
    ];

    /// <summary>A wish, or null where the review holds nothing that serves.</summary>
    public static string? Write(string? review, Item target, OfflineTeacherOptions options, ulong seed)
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
                .Where(c => IsUsable(c, target.Title)),
        ];
        if (clauses.Length == 0)
        {
            return null;
        }

        string clause = clauses.Pick(ref random);
        string? further = options.Length == TextLength.Full ? clauses.FirstOrDefault(c => !string.Equals(c, clause, StringComparison.OrdinalIgnoreCase)) : null;
        clause = Inside(clause);
        string wish = Leads.Pick(ref random)
            .Replace("{0}", "a " + options.Noun, StringComparison.Ordinal).Replace("{2}", options.Noun, StringComparison.Ordinal).Replace("{1}", clause, StringComparison.Ordinal)
            .Replace("a item", "an item", StringComparison.Ordinal);
        wish = char.ToUpperInvariant(wish[0]) + wish[1..];
        return further is null ? wish : wish + FullWording.ReviewFurther.Pick(ref random).Replace("{0}", Inside(further), StringComparison.Ordinal);
    }

    private static string Inside(string clause) =>
        clause.Length > 1 && char.IsUpper(clause[0]) && !char.IsUpper(clause[1]) && clause[1] != '\'' && !clause.StartsWith("I ", StringComparison.Ordinal) ? char.ToLowerInvariant(clause[0]) + clause[1..] : clause;

    private static bool IsUsable(string clause, string title)
    {
        string[] words = clause.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= Shortest and <= Longest
            && words.All(w => w.Length <= 20 && w.All(c => char.IsAsciiLetterOrDigit(c) || c is '\'' or '-' or '&'))
            && words.Any(w => Cues.Contains(w, StringComparer.OrdinalIgnoreCase))
            && !TextLeak.Contains(clause, title);
    }

    [GeneratedRegex(@"[.!?,;:()\[\]\r\n]+|\s-\s")]
    private static partial Regex Breaks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
