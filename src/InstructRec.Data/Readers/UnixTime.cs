using System.Globalization;

namespace InstructRec.Data.Readers;

/// <summary>Times as data files write them: seconds or milliseconds since 1970, ISO 8601, or any date that begins with the year or names the month.</summary>
internal static class UnixTime
{
    // Whole numbers up to here are seconds (until the year 2100); above it, milliseconds.
    private const long LastSecond = 4_102_444_800;

    /// <summary>Reads a time that is neither before 1970 nor after 2100, in milliseconds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        text = text.Trim();
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number))
        {
            double value = number <= LastSecond ? number * 1000 : number;
            if (!(value >= 0 && value <= LastSecond * 1000.0))
            {
                return false;
            }

            milliseconds = (long)Math.Round(value);
            return true;
        }

        // "02.01.2024" is in January or in February: only what begins with the year, or names the month, can be read one way.
        bool yearFirst = text.Length > 4 && !text[..4].ContainsAnyExceptInRange('0', '9') && !char.IsAsciiDigit(text[4]);
        if (!(yearFirst || NamesMonth(text)) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return false;
        }

        milliseconds = time.ToUnixTimeMilliseconds();
        return milliseconds >= 0 && milliseconds <= LastSecond * 1000;
    }

    private static bool NamesMonth(ReadOnlySpan<char> text)
    {
        foreach (string month in CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames)
        {
            if (month.Length > 0 && text.Contains(month, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
