namespace InstructRec.Data.Readers;

/// <summary>Reads JSON lines: Amazon reviews of 2014, 2018 and 2023 with their metadata, Steam, and anything of that make; each file gzipped or not.</summary>
/// <remarks>
/// Items: <c>items.jsonl</c> or a file whose name begins with <c>meta</c>; id <c>item_id, parent_asin, asin, id</c>, title <c>title, name, item_name</c>. Interactions: <c>interactions.tsv</c> or <c>.csv</c>
/// (as in <see cref="DelimitedReader"/>; <c>reviews.jsonl</c> beside it then gives the texts only), else <c>reviews.jsonl</c>, <c>interactions.jsonl</c> or the one other JSON file; person <c>user_id, reviewerID, person</c>,
/// item as above, time <c>timestamp, timestamp_ms, unixReviewTime, date, time</c>, review <c>review_text, reviewText, text, review</c>. Short strings and lists of the item, and the members of <c>details</c>, are its attributes.
/// Lines that are Python dictionaries, as Amazon 2014's metadata, are read as well. Other names are mapped in <see cref="DatasetReadingOptions.Columns"/>. Items without a title are left out of the catalogue; interactions with them need <see cref="DatasetReadingOptions.SkipUntitledItems"/>.
/// </remarks>
public sealed class JsonLinesReader : IDatasetReader
{
    /// <inheritdoc/>
    public string Name => "JSON lines";

    /// <inheritdoc/>
    public string Expects => "items.jsonl or meta*.json with reviews.jsonl, another file of JSON lines, or interactions.tsv";

    /// <inheritdoc/>
    public bool Recognises(string folder) => FindItems(folder) is { } items && (DelimitedReader.FindInteractions(folder) ?? FindReviews(folder, items)) is not null;

    /// <inheritdoc/>
    public InteractionDataset Read(string folder, DatasetReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var malformed = new MalformedLines(options);
        var builder = new InteractionDatasetBuilder();
        string items = FindItems(folder) ?? throw new InstructRecException(InstructRecErrorKind.Data, "there is no items.jsonl or meta*.json", folder);
        JsonItems.Read(items, builder, options, malformed, cancellationToken);
        string? reviews = FindReviews(folder, items);
        if (DelimitedReader.FindInteractions(folder) is { } table)
        {
            Dictionary<(string, string), string>? texts = null;
            if (options.KeepReviews && reviews is not null)
            {
                texts = [];
                new JsonInteractions(reviews, JsonInteractionNames.Of(options.Columns), malformed, hasTimes: false)
                    .Read(r => texts.TryAdd((r.Person, r.Item), r.Review ?? string.Empty), cancellationToken);
            }

            DelimitedReader.ReadInteractions(table, builder, options, malformed, cancellationToken, texts);
        }
        else
        {
            string path = reviews ?? throw new InstructRecException(InstructRecErrorKind.Data, "there is no reviews.jsonl", folder);
            var interactions = new JsonInteractions(path, JsonInteractionNames.Of(options.Columns), malformed, options.Columns?.Time is null ? null : true);
            string? review = options.KeepReviews ? options.Columns?.Review : null;
            bool anyReview = interactions.AddTo(builder, options.KeepReviews, cancellationToken);
            if (review is not null && !anyReview && builder.InteractionCount > 0)
            {
                throw new InstructRecException(InstructRecErrorKind.Data, $"no line has a review under '{review}'", path, $"Map the name that it has: {TableRows.Mapping("review")}");
            }
        }

        return builder.Build(options.Name ?? FolderName.Of(folder), malformed.ToSkipped());
    }

    private static string? FindItems(string folder) =>
        DataFile.FindAny(folder, "items.jsonl", "items.json") ?? Json(folder).FirstOrDefault(f => Path.GetFileName(f).StartsWith("meta", StringComparison.OrdinalIgnoreCase));

    private static string? FindReviews(string folder, string items)
    {
        string[] others = [.. Json(folder).Where(f => f != items && !Path.GetFileName(f).StartsWith("meta", StringComparison.OrdinalIgnoreCase))];
        return DataFile.FindAny(folder, "reviews.jsonl", "interactions.jsonl") ?? (others.Length == 1 ? others[0] : null);
    }

    private static string[] Json(string folder) => [.. DataFile.FindEnding(folder, ".jsonl"), .. DataFile.FindEnding(folder, ".json")];
}
