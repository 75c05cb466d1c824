using System.Net;

namespace InstructRec.Data.Readers;

/// <summary>What a reader does to a title before it enters the catalogue.</summary>
internal static class TitleText
{
    /// <summary>Trims, and turns entities into characters, twice where they were escaped twice.</summary>
    public static string Read(string raw, DatasetReadingOptions options)
    {
        if (options.UnescapeEntities && raw.Contains('&', StringComparison.Ordinal))
        {
            raw = WebUtility.HtmlDecode(WebUtility.HtmlDecode(raw));
        }

        return raw.Trim();
    }
}
