using System.Globalization;

namespace InstructRec.Checkpoints;

/// <summary>Names as a message lists them: all of a few, the first of many.</summary>
internal static class NameList
{
    private const int Most = 12;

    public static string Of(IReadOnlyCollection<string> names) =>
        names.Count <= Most ? string.Join(", ", names) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(Most))} and {names.Count - Most} more");
}
