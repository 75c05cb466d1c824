using System.Globalization;
using InstructRec.Catalog;

namespace InstructRec.Data.Readers;

/// <summary>Reads MovieLens in either form: <c>movies.csv, ratings.csv, tags.csv</c>, or the older <c>movies.dat, ratings.dat, tags.dat</c>.</summary>
/// <remarks>
/// Every rating is an interaction, whatever its stars. Attributes of a film: <c>genre</c>, <c>decade</c>, <c>year</c>, and <c>tag</c>
/// (tags that at least <see cref="DatasetReadingOptions.TagMinimumPeople"/> people gave it; those dates are not looked at, so tags describe films and are no one's history).
/// </remarks>
public sealed class MovieLensReader : IDatasetReader
{
    private const string NoGenres = "(no genres listed)";

    /// <inheritdoc/>
    public string Name => "MovieLens";

    /// <inheritdoc/>
    public string Expects => "movies.csv and ratings.csv (tags.csv if there is one), or movies.dat and ratings.dat";

    /// <inheritdoc/>
    public bool Recognises(string folder) =>
        (DataFile.Find(folder, "movies.csv") ?? DataFile.Find(folder, "movies.dat")) is not null
        && (DataFile.Find(folder, "ratings.csv") ?? DataFile.Find(folder, "ratings.dat")) is not null;

    /// <inheritdoc/>
    public InteractionDataset Read(string folder, DatasetReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var malformed = new MalformedLines(options);
        Dictionary<string, IReadOnlyList<string>> tags = ReadTags(folder, options, malformed);
        var builder = new InteractionDatasetBuilder();
        using (MovieLensRows movies = MovieLensRows.Open(folder, "movies", ["movieId", "title", "genres"]))
        {
            while (movies.Next(malformed))
            {
                ReadMovie(movies, tags, builder, options, malformed);
            }
        }

        using (MovieLensRows ratings = MovieLensRows.Open(folder, "ratings", ["userId", "movieId", "rating", "timestamp"]))
        {
            while (ratings.Next(malformed))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!UnixTime.TryParse(ratings[3], out long time))
                {
                    malformed.Add(ratings.Path, ratings.Line, $"'{ratings[3]}' is no time in seconds since 1970", "Correct or remove the line");
                }
                else if (ratings[0].IsWhiteSpace())
                {
                    malformed.Add(ratings.Path, ratings.Line, "the person's id is empty", "Correct or remove the line");
                }
                else if (!double.TryParse(ratings[2], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                {
                    malformed.Add(ratings.Path, ratings.Line, $"'{ratings[2]}' is no rating", "Correct or remove the line");
                }
                else if (!builder.TryAddInteraction(ratings[0], ratings[1], time))
                {
                    malformed.AddUntitled(ratings.Path, ratings.Line, ratings[1].ToString());
                }
            }
        }

        return builder.Build(options.Name ?? FolderName.Of(folder), malformed.ToSkipped());
    }

    private static void ReadMovie(
        MovieLensRows row, Dictionary<string, IReadOnlyList<string>> tags, InteractionDatasetBuilder builder, DatasetReadingOptions options, MalformedLines malformed)
    {
        string id = row[0].ToString();
        string title = TitleText.Read(row[1].ToString(), options);
        if (id.Length == 0 || title.Length == 0)
        {
            malformed.Add(row.Path, row.Line, id.Length == 0 ? "the film's id is empty" : $"the film '{id}' has no title", "Correct or remove the line");
            return;
        }

        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        string genres = row[2].ToString();
        if (genres.Length > 0 && genres != NoGenres)
        {
            attributes["genre"] = genres.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        if (MovieLensTitle.YearOf(title) is { } year)
        {
            attributes["year"] = [year.ToString(CultureInfo.InvariantCulture)];
            attributes["decade"] = [string.Create(CultureInfo.InvariantCulture, $"{year / 10 * 10}s")];
        }

        if (tags.TryGetValue(id, out IReadOnlyList<string>? labels))
        {
            attributes["tag"] = labels;
        }

        var item = new Item(id, options.NaturalTitles ? MovieLensTitle.ToNatural(title) : title) { Attributes = attributes };
        if (!builder.TryAddItem(item))
        {
            malformed.Add(row.Path, row.Line, $"the film id '{id}' is there twice", "Remove one of the two lines");
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadTags(string folder, DatasetReadingOptions options, MalformedLines malformed)
    {
        var people = new Dictionary<(string Movie, string Tag), HashSet<string>>();
        if (MovieLensRows.TryOpen(folder, "tags", ["userId", "movieId", "tag", "timestamp"]) is { } rows)
        {
            using (rows)
            {
                while (rows.Next(malformed))
                {
                    string tag = TitleText.Read(rows[2].ToString(), options).ToLowerInvariant();
                    if (tag.Length > 0)
                    {
                        var key = (rows[1].ToString(), tag);
                        (people.TryGetValue(key, out HashSet<string>? who) ? who : people[key] = new(StringComparer.Ordinal)).Add(rows[0].ToString());
                    }
                }
            }
        }

        return people.Where(p => p.Value.Count >= options.TagMinimumPeople)
            .GroupBy(p => p.Key.Movie, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => (IReadOnlyList<string>)[.. g.OrderByDescending(p => p.Value.Count).ThenBy(p => p.Key.Tag, StringComparer.Ordinal).Select(p => p.Key.Tag)],
                StringComparer.Ordinal);
    }
}
