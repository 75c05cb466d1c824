using System.Globalization;

namespace InstructRec.Data.Readers;

/// <summary>The dates that Steam prints above a review: <c>Posted November 5, 2011.</c>, and without a year in the year in which the page was fetched.</summary>
internal static class PostedDate
{
    private static readonly string[] Dates = ["MMMM d yyyy", "d MMMM yyyy"];

    /// <summary>The year that a date names; <see langword="null"/> where it names none.</summary>
    public static int? YearOf(ReadOnlySpan<char> text) => TryParse(text, null, out DateTime date) ? date.Year : null;

    /// <summary>Reads a date; one without a year is of <paramref name="unnamedYear"/>, and none where that is null. ISO dates and Unix times are read as well.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, int? unnamedYear, out long milliseconds)
    {
        if (TryParse(text, unnamedYear, out DateTime date))
        {
            milliseconds = new DateTimeOffset(date, TimeSpan.Zero).ToUnixTimeMilliseconds();
            return date.Year is >= 1970 and < 2100;
        }

        milliseconds = 0;
        return !IsPosted(text) && UnixTime.TryParse(text, out milliseconds);
    }

    private static bool IsPosted(ReadOnlySpan<char> text) => text.TrimStart().StartsWith("Posted", StringComparison.OrdinalIgnoreCase);

    private static bool TryParse(ReadOnlySpan<char> text, int? unnamedYear, out DateTime date)
    {
        date = default;
        if (!IsPosted(text))
        {
            return false;
        }

        string bare = text.Trim()["Posted".Length..].ToString().Replace(",", " ", StringComparison.Ordinal).TrimEnd('.');
        bare = string.Join(' ', bare.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return DateTime.TryParseExact(bare, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
            || (unnamedYear is { } year && DateTime.TryParseExact($"{bare} {year.ToString(CultureInfo.InvariantCulture)}", Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out date));
    }
}
