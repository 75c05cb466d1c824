using InstructRec.Catalog;

namespace InstructRec.Data.Readers;

/// <summary>Reads a person's own tables: <c>items.csv</c> and <c>interactions.csv</c> (or <c>.tsv</c>, gzipped or not; semicolons are found out), each with a header, or the same as <c>.parquet</c>.</summary>
/// <remarks>
/// Usual column names, without regard to case. Interactions: person <c>person, person_id, user, user_id, userId, customer, customer_id</c>; item <c>item, item_id, itemId, product, product_id, movieId</c>;
/// time (optional) <c>timestamp, time, date, unix_time, timestamp_ms</c>: seconds or milliseconds since 1970, or ISO 8601; review (optional, read with <see cref="DatasetReadingOptions.KeepReviews"/>)
/// <c>review_text, reviewText, review, text</c>. Items: id <c>id, item, item_id, itemId, product_id, movieId</c>; title <c>title, name, item_name, movie_title</c>.
/// Every other column of the item file is an attribute of that name; several labels stand between <see cref="ColumnMapping.LabelSeparator"/>, and what is longer than 200 characters is a description and no label.
/// Other names are mapped in <see cref="DatasetReadingOptions.Columns"/>. Without a time column the lines must be in order of time.
/// Of a Parquet file only the columns in use are read, a row group at a time: ids are text or whole numbers, times dates, numbers or text; an attribute may be a list of text; columns of other kinds are left out.
/// </remarks>
public sealed class DelimitedReader : IDatasetReader
{
    private const int LongestLabel = 200;
    private static readonly string[] PersonNames = ["person", "person_id", "user", "user_id", "userId", "customer", "customer_id"];
    private static readonly string[] InteractionItemNames = ["item", "item_id", "itemId", "product", "product_id", "movieId"];
    private static readonly string[] ReviewNames = ["review_text", "reviewText", "review", "text"];
    private static readonly string[] TimeNames = ["timestamp", "time", "date", "unix_time", "timestamp_ms"];
    private static readonly string[] ItemNames = ["id", "item", "item_id", "itemId", "product_id", "movieId"];
    private static readonly string[] TitleNames = ["title", "name", "item_name", "movie_title"];

    /// <inheritdoc/>
    public string Name => "tables";

    /// <inheritdoc/>
    public string Expects => "items.csv (id, title) and interactions.csv (person, item, timestamp), or the same as .tsv or .parquet";

    /// <inheritdoc/>
    public bool Recognises(string folder) => FindItems(folder) is not null && FindInteractions(folder) is not null;

    /// <inheritdoc/>
    public InteractionDataset Read(string folder, DatasetReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Read(
            FindItems(folder) ?? throw new InstructRecException(InstructRecErrorKind.Data, "there is no items.csv, items.tsv or items.parquet", folder),
            FindInteractions(folder) ?? throw new InstructRecException(InstructRecErrorKind.Data, "there is no interactions.csv, interactions.tsv or interactions.parquet", folder),
            options with { Name = options.Name ?? FolderName.Of(folder) },
            cancellationToken);
    }

    /// <summary>Reads two files, wherever they are and whatever they are called.</summary>
    /// <param name="itemFile">The catalogue; a name with <c>.tsv</c> is tab-separated, one that ends in <c>.parquet</c> is Parquet, every other comma-separated.</param>
    /// <param name="interactionFile">The interactions.</param>
    /// <param name="options">Column names, and what to do with what is wrong.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="InstructRecException">A column is missing or a line malformed: file, line and remedy (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static InteractionDataset Read(
        string itemFile, string interactionFile, DatasetReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(itemFile);
        ArgumentNullException.ThrowIfNull(interactionFile);
        ArgumentNullException.ThrowIfNull(options);
        var malformed = new MalformedLines(options);
        var builder = new InteractionDatasetBuilder();
        ReadItems(itemFile, builder, options, malformed);
        ReadInteractions(interactionFile, builder, options, malformed, cancellationToken);
        return builder.Build(options.Name ?? Path.GetFileName(interactionFile), malformed.ToSkipped());
    }

    private static string? FindItems(string folder) => DataFile.FindAny(folder, "items.csv", "items.tsv", "items.parquet");

    internal static string? FindInteractions(string folder) => DataFile.FindAny(folder, "interactions.csv", "interactions.tsv", "interactions.parquet");

    private static TableRows Open(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            return new ParquetRows(path);
        }

        bool atomic = IsAtomic(path);
        return new SeparatedRows(path, atomic || name.Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : SeparatorOf(path), quotes: !atomic);
    }

    // Spreadsheets of many countries write semicolons into files called .csv.
    private static char SeparatorOf(string path)
    {
        using var lines = new TextLines(path);
        string header = lines.Next() ? lines.Current : string.Empty;
        return header.Contains(',', StringComparison.Ordinal) ? ',' : header.Contains(';', StringComparison.Ordinal) ? ';' : header.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
    }

    // RecBole's atomic files know no quotes, and their lists stand between spaces.
    private static bool IsAtomic(string path) => Path.GetFileName(path) is var name
        && (name.Contains(".inter", StringComparison.Ordinal) || name.Contains(".item", StringComparison.Ordinal)) && !name.Contains(".csv", StringComparison.Ordinal) && !name.Contains(".tsv", StringComparison.Ordinal);

    private static string[] Names(string? mapped, string[] usual) => mapped is null ? usual : [mapped];

    internal static void ReadItems(string path, InteractionDatasetBuilder builder, DatasetReadingOptions options, MalformedLines malformed)
    {
        ColumnMapping columns = options.Columns ?? new ColumnMapping();
        using TableRows rows = Open(path);
        int id = rows.Require(Names(columns.Item, ItemNames), "id");
        int title = rows.Require(Names(columns.Title, TitleNames), "title");
        rows.RequireText(id, "id");
        rows.RequireText(title, "title");
        int[] others = [.. Enumerable.Range(0, rows.Names.Count).Where(i => i != id && i != title)];
        while (rows.Next(malformed))
        {
            string itemId = rows[id].Trim().ToString();
            string text = TitleText.Read(rows[title].ToString(), options);
            if (itemId.Length == 0)
            {
                malformed.Add(path, rows.Line, "the item's id is empty", "Correct or remove the line");
            }
            else if (text.Length == 0)
            {
                if (!options.SkipUntitledItems)
                {
                    malformed.Add(path, rows.Line, $"the item '{itemId}' has no title", $"Give it one, or set {nameof(DatasetReadingOptions.SkipUntitledItems)}");
                }
            }
            else
            {
                var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
                foreach (int i in others)
                {
                    char between = rows.Names[i].EndsWith(":token_seq", StringComparison.Ordinal) ? ' ' : columns.LabelSeparator;
                    string[] labels = [.. rows.Labels(i, between).Where(l => l.Length <= LongestLabel)];
                    if (labels.Length > 0)
                    {
                        attributes[TableRows.BareName(rows.Names[i])] = labels;
                    }
                }

                if (!builder.TryAddItem(new Item(itemId, text) { Attributes = attributes }))
                {
                    malformed.Add(path, rows.Line, $"the item id '{itemId}' is there twice", "Remove one of the two lines");
                }
            }
        }
    }

    internal static void ReadInteractions(
        string path, InteractionDatasetBuilder builder, DatasetReadingOptions options, MalformedLines malformed, CancellationToken cancellationToken,
        IReadOnlyDictionary<(string Person, string Item), string>? reviews = null)
    {
        ColumnMapping columns = options.Columns ?? new ColumnMapping();
        using TableRows rows = Open(path);
        int person = rows.Require(Names(columns.Person, PersonNames), "person");
        int item = rows.Require(Names(columns.InteractionItem, InteractionItemNames), "item");
        int time = columns.Time is null ? rows.Find(TimeNames) : rows.Require([columns.Time], TableRows.TimeField);
        int review = !options.KeepReviews ? -1 : columns.Review is null ? rows.Find(ReviewNames) : rows.Require([columns.Review], "review");
        foreach ((int column, string field) in ((int, string)[])[(person, "person"), (item, "item"), (time, TableRows.TimeField), (review, "review")])
        {
            if (column >= 0)
            {
                rows.RequireText(column, field);
            }
        }

        while (rows.Next(malformed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            long milliseconds = 0;
            ReadOnlySpan<char> who = rows[person].Trim();
            if (who.Length == 0)
            {
                malformed.Add(path, rows.Line, "the person's id is empty", "Correct or remove the line");
            }
            else if (time >= 0 && !UnixTime.TryParse(rows[time], out milliseconds))
            {
                malformed.Add(
                    path, rows.Line, $"'{rows[time]}' is no time between 1970 and 2100",
                    "Write seconds or milliseconds since 1970, or ISO 8601 such as 2024-05-01T12:00:00Z; whether day or month comes first no file says");
            }
            else if (!builder.TryAddInteraction(who, rows[item].Trim(), time >= 0 ? milliseconds : null, review >= 0 ? rows[review].ToString() : ReviewOf(reviews, who, rows[item].Trim())))
            {
                malformed.AddUntitled(path, rows.Line, rows[item].Trim().ToString());
            }
        }
    }

    private static string? ReviewOf(IReadOnlyDictionary<(string Person, string Item), string>? reviews, ReadOnlySpan<char> person, ReadOnlySpan<char> item) =>
        reviews is null ? null : reviews.GetValueOrDefault((person.ToString(), item.ToString()));
}
