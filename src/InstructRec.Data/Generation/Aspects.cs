using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace InstructRec.Data.Generation;

/// <summary>Counts which aspects texts name: kind, platform, price, age, occasion, period (PAPER, section 7).</summary>
/// <remarks>By words, so a rough picture. Not thread-safe.</remarks>
public sealed partial class Aspects
{
    private readonly (string Name, Regex Words, int[] Count)[] _aspects =
    [
        ("kind", Kind(), [0]), ("platform", Platform(), [0]), ("price", Price(), [0]), ("age", Age(), [0]), ("occasion", Occasion(), [0]), ("period", Period(), [0]),
    ];

    private int _texts;

    /// <summary>How many texts name each aspect, as a share of all.</summary>
    public IReadOnlyDictionary<string, double> Shares => _aspects.ToDictionary(a => a.Name, a => _texts == 0 ? 0 : (double)a.Count[0] / _texts);

    /// <summary>Counts a text.</summary>
    /// <param name="text">A preference or an intention.</param>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _texts++;
        foreach ((_, Regex words, int[] count) in _aspects)
        {
            count[0] += words.IsMatch(text) ? 1 : 0;
        }
    }

    /// <summary>The picture: a bar for each aspect.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToBars()
    {
        const int widest = 40;
        var text = new StringBuilder();
        foreach ((string name, double share) in Shares)
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"{name,-9} {new string('#', (int)Math.Round(share * widest)).PadRight(widest)} {100 * share,5:F1} %\n"));
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\b(?:action|adventure|animat\w+|children's|comed\w+|crime|documentar\w+|drama|fantasy|noir|horror|indie|musical|mystery|puzzle|racing|romance|rpg|role.?playing|science fiction|sci-?fi|shooter|simulation|sports?|strategy|thriller|war|western|casual)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Kind();

    [GeneratedRegex(@"\b(?:pc|mac|linux|xbox|playstation|ps[1-5]|nintendo|wii|switch|game ?boy|sega|3?ds|psp|vita|steam|vr|imax)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Platform();

    [GeneratedRegex(@"\b(?:cheap\w*|price\w*|free|expensive|worth|sale|budget|bargain|dollars?)\b|[$€£]", RegexOptions.IgnoreCase)]
    private static partial Regex Price();

    [GeneratedRegex(@"\b(?:kids?|child\w*|famil\w+|adults?|teens?|boys?|girls?|toddlers?|sons?|daughters?|years? old)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Age();

    [GeneratedRegex(@"\b(?:gifts?|christmas|birthday|tonight|evening|weekend|party|holidays?|travel\w*|friends)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Occasion();

    [GeneratedRegex(@"\b(?:1[89]|20)\d0'?s\b|\b(?:classics?|retro|modern|recent|old)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Period();
}
