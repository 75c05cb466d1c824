using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace InstructRec.Catalog;

/// <summary>Makes titles, wishes and reviews fit to stand in a prompt: nothing in them can close a slot, hide, or grow without bound.</summary>
/// <remarks>
/// HTML entities are decoded; control, format (zero-width, bidirectional) and unassigned characters removed; every kind of white space becomes
/// one space; double quotes of all sorts become <c>'</c>, because a double quote delimits a slot; <c>||</c> becomes <c>|</c>, because the double
/// bar separates two-part outputs. In titles <c>"; "</c> becomes <c>", "</c> as well, because it separates the titles of a list. Cleaning what is
/// clean changes nothing. All members are pure functions.
/// </remarks>
public static class UntrustedText
{
    /// <summary>The longest clean title, in characters; longer ones end at a word.</summary>
    public const int MaxTitleLength = 240;

    /// <summary>The longest clean free text (wish, preference), in characters; longer ones end at a word.</summary>
    public const int MaxTextLength = 4_000;

    /// <summary>What stands for a title of which nothing is left.</summary>
    public const string Untitled = "untitled";

    /// <summary>The blank letters, fillers and selectors that show nothing although their category says letter or mark.</summary>
    private const string Invisible = "\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0";

    private static readonly SearchValues<char> Suspicious = SearchValues.Create("&\"|;");

    /// <summary>Cleans a title; returns <see cref="Untitled"/> where nothing is left.</summary>
    /// <param name="title">The title as it came.</param>
    /// <returns>At most <see cref="MaxTitleLength"/> characters on one line.</returns>
    public static string Title(string? title)
    {
        string clean = Clean(title, MaxTitleLength, isTitle: true, out _);
        return clean.Length == 0 ? Untitled : clean;
    }

    /// <summary>Cleans free text: a wish, a preference, a label, a place.</summary>
    /// <param name="text">The text as it came.</param>
    /// <returns>At most <see cref="MaxTextLength"/> characters on one line; empty where nothing is left.</returns>
    public static string Text(string? text) => Clean(text, MaxTextLength, isTitle: false, out _);

    /// <summary>As <see cref="Text(string?)"/>, and says whether the text was too long to keep whole.</summary>
    internal static string Text(string? text, out bool cut) => Clean(text, MaxTextLength, isTitle: false, out cut);

    private static string Clean(string? raw, int limit, bool isTitle, out bool cut)
    {
        cut = false;
        if (string.IsNullOrEmpty(raw))
        {
            return string.Empty;
        }

        if (IsClean(raw, limit))
        {
            return raw;
        }

        // Entities and hidden characters shrink the text; a title that shrinks to a sixteenth is none worth reading to its end.
        cut = raw.Length > limit * 16;
        string text = cut ? raw[..(limit * 16)] : raw;
        for (string encoded = string.Empty; text.Contains('&') && text.Length != encoded.Length; )
        {
            encoded = text;
            text = WebUtility.HtmlDecode(encoded);
        }

        var builder = new StringBuilder(Math.Min(text.Length, limit + 1));
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(builder, rune, isTitle);
            if (builder.Length > limit * 2)
            {
                break;
            }
        }

        if (builder.Length > limit)
        {
            cut = true;
            CutAtWord(builder, limit);
        }

        int end = builder.Length;
        while (end > 0 && (builder[end - 1] == ' ' || (isTitle && builder[end - 1] == ';')))
        {
            end--;
        }

        return builder.ToString(0, end);
    }

    /// <summary>The common case at the price of one look: printable ASCII, single spaces, no character with a meaning of ours.</summary>
    private static bool IsClean(string raw, int limit)
    {
        if (raw.Length > limit || raw[0] == ' ' || raw[^1] == ' ' || raw.AsSpan().ContainsAny(Suspicious))
        {
            return false;
        }

        return !raw.AsSpan().ContainsAnyExceptInRange(' ', '~') && !raw.Contains("  ", StringComparison.Ordinal);
    }

    private static void Append(StringBuilder builder, Rune rune, bool isTitle)
    {
        char last = builder.Length == 0 ? ' ' : builder[^1];
        if (Rune.IsWhiteSpace(rune) || rune.Value is 0x2800 or 0x3164 or 0x180E)
        {
            if (last == ' ')
            {
                return;
            }

            if (isTitle && last == ';')
            {
                builder[^1] = ',';
            }

            builder.Append(' ');
            return;
        }

        if (IsHidden(rune))
        {
            return;
        }

        switch (rune.Value)
        {
            case '"'
            or 0x201C
            or 0x201D
            or 0x201E
            or 0x201F
            or 0x301D
            or 0x301E
            or 0x301F
            or 0xFF02
            or 0x02BA
            or 0x02EE
            or 0x2033
            or 0x2036
            or 0x3003
            or 0x05F4:
                builder.Append('\'');
                break;
            case '|' or 0xFF5C or 0x2016 or 0x2225 or 0x01C1 or 0x23B8 or 0x2223 or 0x01C0:
                if (last != '|')
                {
                    builder.Append('|');
                }

                break;
            case ';' or 0xFF1B or 0x037E or 0xFE14 or 0xFE54 or 0x204F:
                builder.Append(';');
                break;
            default:
                builder.Append(rune.ToString());
                break;
        }
    }

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.Surrogate
            or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse => true,
            // A lone surrogate comes out of EnumerateRunes as U+FFFD, which says nothing either.
            _ => rune.Value is 0xFFFD or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
                || (rune.IsBmp && Invisible.Contains((char)rune.Value)),
        };

    private static void CutAtWord(StringBuilder builder, int limit)
    {
        int end = limit - 1;
        while (end > limit / 2 && builder[end] != ' ')
        {
            end--;
        }

        if (builder[end] != ' ')
        {
            end = char.IsHighSurrogate(builder[limit - 2]) ? limit - 2 : limit - 1;
        }

        builder.Length = end;
        while (builder.Length > 0 && builder[^1] is ' ' or ',' or ';' or '-')
        {
            builder.Length--;
        }

        builder.Append('…');
    }
}
