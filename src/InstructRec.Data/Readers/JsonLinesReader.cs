using System.Text;
using System.Text.Json;

namespace InstructRec.Data.Readers;

/// <summary>Reads JSON lines: Amazon reviews of 2014, 2018 and 2023 with their metadata, Steam, and anything of that make; each file gzipped or not.</summary>
/// <remarks>
/// Items: <c>items.jsonl</c> or a file whose name begins with <c>meta</c>; id <c>item_id, parent_asin, asin, id</c>, title <c>title, name, item_name</c>. Interactions: <c>interactions.tsv</c> or <c>.csv</c>
/// (as in <see cref="DelimitedReader"/>; <c>reviews.jsonl</c> beside it then gives the texts only), else <c>reviews.jsonl</c>, <c>interactions.jsonl</c> or the one other JSON file; person <c>user_id, reviewerID, person</c>,
/// item as above, time <c>timestamp, timestamp_ms, unixReviewTime, date, time</c>, review <c>review_text, reviewText, text, review</c>. Short strings and lists of the item, and the members of <c>details</c>, are its attributes.
/// The Python dictionaries of Amazon 2014's metadata are read as well. Other names are mapped in <see cref="DatasetReadingOptions.Columns"/>. Items without a title are left out of the catalogue; interactions with them need <see cref="DatasetReadingOptions.SkipUntitledItems"/>.
/// </remarks>
public sealed class JsonLinesReader : IDatasetReader
{
    private static readonly string[] PersonNames = ["user_id", "reviewerID", "person"];
    private static readonly string[] ItemNames = ["item_id", "parent_asin", "asin", "id"];
    private static readonly string[] TimeNames = ["timestamp", "timestamp_ms", "unixReviewTime", "date", "time"];
    private static readonly string[] ReviewNames = ["review_text", "reviewText", "text", "review"];

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
        if (DelimitedReader.FindInteractions(folder) is { } interactions)
        {
            Dictionary<(string, string), string>? texts = null;
            if (options.KeepReviews && reviews is not null)
            {
                texts = [];
                ReadReviews(reviews, malformed, options.Columns, timed: false, cancellationToken, (person, item, _, review, _) => texts.TryAdd((person, item), review ?? string.Empty));
            }

            DelimitedReader.ReadInteractions(interactions, builder, options, malformed, cancellationToken, texts);
        }
        else
        {
            string path = reviews ?? throw new InstructRecException(InstructRecErrorKind.Data, "there is no reviews.jsonl", folder);
            ReadReviews(path, malformed, options.Columns, timed: true, cancellationToken, (person, item, time, review, line) =>
            {
                if (!builder.TryAddInteraction(person, item, time, options.KeepReviews ? review : null))
                {
                    malformed.AddUntitled(path, line, item);
                }
            });
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

    private static string[] Names(string? mapped, string[] usual) => mapped is null ? usual : [mapped];

    private static void ReadReviews(
        string path, MalformedLines malformed, ColumnMapping? columns, bool timed, CancellationToken cancellationToken, Action<string, string, long?, string?, long> add)
    {
        using var lines = new JsonLines(path);
        string[] people = Names(columns?.Person, PersonNames);
        string[] items = Names(columns?.InteractionItem, ItemNames);
        string[] times = Names(columns?.Time, TimeNames);
        string[] reviews = Names(columns?.Review, ReviewNames);
        Range personFields = ..people.Length;
        Range itemFields = people.Length..(people.Length + items.Length);
        Range timeFields = itemFields.End..(itemFields.End.Value + times.Length);
        Range reviewFields = timeFields.End..;
        var record = new JsonRecord([.. people, .. items, .. times, .. reviews]);
        bool? hasTimes = timed ? (columns?.Time is null ? null : true) : false;
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                record.Read(lines.Current);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // What is no UTF-8, or half a character, comes out when a text is asked for.
                malformed.Add(
                    path, lines.Number,
                    e is JsonException ? $"the line is no JSON object ({Encoding.UTF8.GetString(lines.Current[..Math.Min(40, lines.Current.Length)])}…)" : "a text of the line is not in UTF-8",
                    e is JsonException ? "Correct or remove the line" : "Save the file as UTF-8", e);
                continue;
            }

            string? person = record.First(personFields);
            string? item = record.First(itemFields);
            string? written = record.First(timeFields);
            hasTimes ??= written is not null;
            long time = 0;
            if (person is null || item is null)
            {
                malformed.Add(path, lines.Number, $"the line names no {(person is null ? $"person ({string.Join(", ", people)})" : $"item ({string.Join(", ", items)})")}", "Correct or remove the line, or map the names in the options");
            }
            else if (hasTimes.Value && !UnixTime.TryParse(written, out time))
            {
                malformed.Add(path, lines.Number, written is null ? $"the line has no time, although {(columns?.Time is null ? "the first has" : $"'{columns.Time}' is to hold it")}" : $"'{written}' is no time between 1970 and 2100", "Correct or remove the line");
            }
            else
            {
                add(person, item, hasTimes.Value ? time : null, record.First(reviewFields), lines.Number);
            }
        }
    }
}
