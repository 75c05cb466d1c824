using System.Globalization;

namespace InstructRec.Data.Readers;

/// <summary>Times as data files write them: seconds or milliseconds since 1970, or ISO 8601.</summary>
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

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return false;
        }

        milliseconds = time.ToUnixTimeMilliseconds();
        return milliseconds >= 0 && milliseconds <= LastSecond * 1000;
    }
}
