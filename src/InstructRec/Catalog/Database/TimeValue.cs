using System.Globalization;

namespace InstructRec.Catalog.Database;

/// <summary>A time as databases give it.</summary>
internal static class TimeValue
{
    public static DateTimeOffset? Of(object value, string column) => value switch
    {
        DBNull => null,
        DateTimeOffset time => time,
        DateTime time => new DateTimeOffset(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        long seconds when seconds is >= -62_135_596_800 and < 253_402_300_800 => DateTimeOffset.FromUnixTimeSeconds(seconds),
        int seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        _ => throw new InstructRecException(InstructRecErrorKind.Data, $"'{UntrustedText.Title(Convert.ToString(value, CultureInfo.InvariantCulture))}' is no time", column, "Keep a time, ISO 8601 text or Unix seconds"),
    };
}
