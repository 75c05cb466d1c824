using System.Globalization;

namespace Evaluate;

/// <summary>Which candidates stand beside the truth, as written behind <c>--protocols</c>: random9, hard9, random99, full, or the first two with another number.</summary>
internal sealed record CandidateProtocol(string Kind, int Negatives)
{
    // HR@5 of fewer than six candidates would be 1 whatever the system; the frozen draws know sets of at most that many.
    private const int Least = 5, Most = 999;

    public static CandidateProtocol Default { get; } = new("random", 9);

    /// <summary>What <c>--help</c> and messages call the choice.</summary>
    public static string Known => string.Create(CultureInfo.InvariantCulture, $"random9, hard9, random99, full; random and hard take any number from {Least} to {Most}");

    /// <summary>Null where the text names none.</summary>
    public static CandidateProtocol? Parse(string text)
    {
        if (text == "full")
        {
            return new CandidateProtocol(text, 0);
        }

        string? kind = Array.Find(["random", "hard"], k => text.StartsWith(k, StringComparison.Ordinal));
        return kind is not null && int.TryParse(text.AsSpan(kind.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= Least and <= Most
            ? new CandidateProtocol(kind, count)
            : null;
    }

    public override string ToString() => Kind == "full" ? Kind : string.Create(CultureInfo.InvariantCulture, $"{Kind}{Negatives}");
}
