using System.Globalization;

namespace InstructRec.Data.Readers;

/// <summary>The way MovieLens writes film titles: article behind a comma, year in brackets.</summary>
public static class MovieLensTitle
{
    private static readonly string[] Articles =
    [
        "The", "A", "An", "Le", "La", "Les", "L'", "Un", "Une", "El", "Los", "Las", "Una", "Il", "Lo", "I", "Gli", "Der", "Die", "Das", "Ein", "Eine",
        "Den", "Det", "En", "De", "Het", "O", "Os", "As",
    ];

    /// <summary>Puts the articles back to the front, in the title and in the other titles that stand in brackets behind it.</summary>
    /// <param name="title">For example <c>Boot, Das (Boat, The) (1981)</c>.</param>
    /// <returns>For example <c>Das Boot (The Boat) (1981)</c>; a title without such an article comes back as it is.</returns>
    public static string ToNatural(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        if (!title.Contains(", ", StringComparison.Ordinal))
        {
            return title;
        }

        var result = new System.Text.StringBuilder(title.Length);
        int start = 0;
        for (int i = 0; i <= title.Length; i++)
        {
            // Articles stand before a bracket that opens or closes, or at the end.
            if (i == title.Length || title[i] is '(' or ')')
            {
                AppendNatural(result, title[start..i]);
                if (i < title.Length)
                {
                    result.Append(title[i]);
                }

                start = i + 1;
            }
        }

        return result.ToString();
    }

    /// <summary>The year at the end of the title.</summary>
    /// <param name="title">For example <c>Toy Story (1995)</c> or <c>Death Note (2006–2007)</c>.</param>
    /// <returns>The (first) year, or <see langword="null"/> where there is none.</returns>
    public static int? YearOf(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        int open = title.LastIndexOf('(');
        return open >= 0 && title.Length >= open + 6
            && int.TryParse(title.AsSpan(open + 1, 4), NumberStyles.None, CultureInfo.InvariantCulture, out int year)
            && !char.IsLetterOrDigit(title[open + 5]) && year is >= 1870 and <= 2100
            ? year
            : null;
    }

    private static void AppendNatural(System.Text.StringBuilder result, string part)
    {
        string trimmed = part.TrimEnd();
        int comma = trimmed.LastIndexOf(", ", StringComparison.Ordinal);
        if (comma > 0 && Array.IndexOf(Articles, trimmed[(comma + 2)..]) >= 0)
        {
            string article = trimmed[(comma + 2)..];
            string lead = trimmed[..^trimmed.TrimStart().Length];
            result.Append(lead).Append(article).Append(article.EndsWith('\'') ? string.Empty : " ")
                .Append(trimmed.AsSpan(lead.Length, comma - lead.Length)).Append(part.AsSpan(trimmed.Length));
            return;
        }

        result.Append(part);
    }
}
