using System.Globalization;
using System.Text.RegularExpressions;

namespace InstructRec.Extensions.AI.Ranking;

/// <summary>Reads answers to the letter: what is not exactly what was asked for is not guessed at.</summary>
internal static partial class RankingAnswer
{
    /// <summary>The candidates' places, best first, or null where the answer is no list that names each number once.</summary>
    public static int[]? Order(string answer, int count)
    {
        if (!List().IsMatch(answer))
        {
            return null;
        }

        int[] order = [.. Number().Matches(answer).Select(m => int.TryParse(m.ValueSpan, CultureInfo.InvariantCulture, out int n) ? n - 1 : -1)];
        return order.Length == count && order.All(i => i >= 0 && i < count) && order.Distinct().Count() == count ? order : null;
    }

    /// <summary>Yes, No, or null for anything else.</summary>
    public static bool? YesOrNo(string answer) => answer.Trim().TrimEnd('.').ToUpperInvariant() switch { "YES" => true, "NO" => false, _ => null };

    [GeneratedRegex(@"^\s*\[?\s*\d{1,9}(?:\s*[,>\n]\s*\d{1,9})*\s*\]?\s*\.?\s*$")]
    private static partial Regex List();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
