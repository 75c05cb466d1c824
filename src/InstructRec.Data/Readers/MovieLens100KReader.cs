using System.Globalization;
using System.Text;
using InstructRec.Catalog;

namespace InstructRec.Data.Readers;

/// <summary>Reads MovieLens 100K: <c>u.data</c> (tab-separated) and <c>u.item</c> (fields between <c>|</c>, Latin-1).</summary>
/// <remarks>Every rating is an interaction, whatever its stars. Attributes of a film: <c>genre</c>, <c>decade</c> and <c>year</c>.</remarks>
public sealed class MovieLens100KReader : IDatasetReader
{
    private const int FirstGenre = 5;

    // The order of u.genre; the first, "unknown", says nothing.
    private static readonly string[] Genres =
    [
        "", "Action", "Adventure", "Animation", "Children", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    /// <inheritdoc/>
    public string Name => "MovieLens 100K";

    /// <inheritdoc/>
    public string Expects => "u.data and u.item (MovieLens 100K)";

    /// <inheritdoc/>
    public bool Recognises(string folder) => DataFile.Find(folder, "u.data") is not null && DataFile.Find(folder, "u.item") is not null;

    /// <inheritdoc/>
    public InteractionDataset Read(string folder, DatasetReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var malformed = new MalformedLines(options);
        var builder = new InteractionDatasetBuilder();
        Rows(folder, "u.item", '|', FirstGenre + Genres.Length, malformed, cancellationToken, (fields, path, line) => AddFilm(fields, path, line, builder, options, malformed));
        Rows(folder, "u.data", '\t', 4, malformed, cancellationToken, (fields, path, line) =>
        {
            if (!UnixTime.TryParse(fields[3], out long time))
            {
                malformed.Add(path, line, $"'{fields[3]}' is no time in seconds since 1970", "Correct or remove the line");
            }
            else if (fields[0].Length == 0)
            {
                malformed.Add(path, line, "the person's id is empty", "Correct or remove the line");
            }
            else if (!builder.TryAddInteraction(fields[0], fields[1], time))
            {
                malformed.AddUntitled(path, line, fields[1]);
            }
        });
        return builder.Build(options.Name ?? FolderName.Of(folder), malformed.ToSkipped());
    }

    private static void AddFilm(string[] fields, string path, long line, InteractionDatasetBuilder builder, DatasetReadingOptions options, MalformedLines malformed)
    {
        string title = TitleText.Read(fields[1], options);
        if (fields[0].Length == 0 || title.Length == 0)
        {
            malformed.Add(path, line, "the film's id or title is empty", "Correct or remove the line");
            return;
        }

        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        string[] genres = [.. Genres.Where((g, i) => g.Length > 0 && fields[FirstGenre + i] == "1")];
        if (genres.Length > 0)
        {
            attributes["genre"] = genres;
        }

        if (MovieLensTitle.YearOf(title) is { } year)
        {
            attributes["year"] = [year.ToString(CultureInfo.InvariantCulture)];
            attributes["decade"] = [string.Create(CultureInfo.InvariantCulture, $"{year / 10 * 10}s")];
        }

        if (!builder.TryAddItem(new Item(fields[0], options.NaturalTitles ? MovieLensTitle.ToNatural(title) : title) { Attributes = attributes }))
        {
            malformed.Add(path, line, $"the film id '{fields[0]}' is there twice", "Remove one of the two lines");
        }
    }

    private static void Rows(string folder, string name, char between, int count, MalformedLines malformed, CancellationToken cancellationToken, Action<string[], string, long> add)
    {
        string path = DataFile.Find(folder, name) ?? throw new InstructRecException(InstructRecErrorKind.Data, $"there is no {name}", folder);
        using var lines = new TextLines(path, Encoding.Latin1);
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            string[] fields = lines.Current.Split(between);
            if (fields.Length != count)
            {
                malformed.Add(path, lines.Number, $"{fields.Length} fields where {count} belong", "Correct or remove the line");
                continue;
            }

            add(fields, path, lines.Number);
        }
    }
}
