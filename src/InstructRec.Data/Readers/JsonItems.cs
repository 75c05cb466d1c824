using System.Text;
using System.Text.Json;
using InstructRec.Catalog;

namespace InstructRec.Data.Readers;

/// <summary>Reads catalogues from JSON lines, or from Python dictionaries as in Amazon 2014 and Steam's dumps.</summary>
internal static class JsonItems
{
    // (1,) is a tuple of one.
    private static readonly JsonDocumentOptions AsPython = new() { AllowTrailingCommas = true };
    private const int LongestLabel = 60;
    private const int MostLabels = 40;
    private static readonly string[] IdNames = ["item_id", "parent_asin", "asin", "id"];
    private static readonly string[] TitleNames = ["title", "name", "item_name", "app_name"];

    // Neither names nor texts, or of no use to say about an item.
    private static readonly HashSet<string> NoAttributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "description", "images", "image", "imageURL", "imageURLHighRes", "imUrl", "url", "videos", "also_buy", "also_view", "bought_together", "related", "similar_item", "salesRank", "rank",
        "tech1", "tech2", "details", "UPC", "Package Dimensions", "Item model number", "Date First Available", "release_date", "sentiment", "reviews_url",
    };

    public static void Read(string path, InteractionDatasetBuilder builder, DatasetReadingOptions options, MalformedLines malformed, CancellationToken cancellationToken)
    {
        using var lines = new JsonLines(path);
        var literal = new PythonLiteral();
        string? untitled = null;
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(literal.AsJson(lines.Current).ToArray(), AsPython);
            }
            catch (JsonException e)
            {
                malformed.Add(path, lines.Number, $"the line is no JSON object ({Encoding.UTF8.GetString(lines.Current[..Math.Min(40, lines.Current.Length)])}…)", "Correct or remove the line", e);
                continue;
            }

            using (document)
            {
                try
                {
                    bool isTitled = Add(document.RootElement, path, lines.Number, builder, options, malformed);
                    untitled ??= isTitled ? string.Empty : MembersOf(document.RootElement);
                }
                catch (InvalidOperationException e)
                {
                    // What is no UTF-8, or half a character, comes out when a text is asked for.
                    malformed.Add(path, lines.Number, "a text of the line is not in UTF-8", "Save the file as UTF-8", e);
                }
            }
        }

        // One item without a title is passed over; a catalogue without any has them under another name.
        if (builder.ItemCount == 0 && untitled is { Length: > 0 })
        {
            string names = string.Join(", ", options.Columns?.Title is { } name ? [name] : TitleNames);
            throw new InstructRecException(InstructRecErrorKind.Data, $"no item has a title ({names}); the first has {untitled}", path, $"Map another name: {TableRows.Mapping("title")}");
        }
    }

    // Whether the line gave a title, or what kept it from giving one was told.
    private static bool Add(JsonElement root, string path, long line, InteractionDatasetBuilder builder, DatasetReadingOptions options, MalformedLines malformed)
    {
        string[] ids = options.Columns?.Item is { } item ? [item] : IdNames;
        string[] titles = options.Columns?.Title is { } name ? [name] : TitleNames;
        string? id = root.ValueKind == JsonValueKind.Object ? First(root, ids) : null;
        if (id is null)
        {
            malformed.Add(path, line, $"the line names no item ({string.Join(", ", ids)}); it has {MembersOf(root)}", $"Correct or remove the line, or map another name: {TableRows.Mapping("id")}");
            return true;
        }

        string title = TitleText.Read(First(root, titles) ?? string.Empty, options);
        if (title.Length > 0 && !builder.TryAddItem(new Item(id, title) { Attributes = Attributes(root, [.. ids, .. titles], options) }))
        {
            malformed.Add(path, line, $"the item id '{id}' is there twice", "Remove one of the two lines");
        }

        return title.Length > 0;
    }

    private static string MembersOf(JsonElement root) => JsonRecord.MembersOf(root.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(root.GetRawText()) : "{}"u8);

    private static string? First(JsonElement root, string[] names)
    {
        foreach (string name in names)
        {
            if (root.TryGetProperty(name, out JsonElement value) && Text(value) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    private static Dictionary<string, IReadOnlyList<string>> Attributes(JsonElement root, string[] known, DatasetReadingOptions options)
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        Collect(root, attributes, known, options);
        if (root.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Object)
        {
            Collect(details, attributes, known, options);
        }

        return attributes;
    }

    private static void Collect(JsonElement from, Dictionary<string, IReadOnlyList<string>> attributes, string[] known, DatasetReadingOptions options)
    {
        foreach (JsonProperty member in from.EnumerateObject())
        {
            if (NoAttributes.Contains(member.Name) || known.Contains(member.Name, StringComparer.Ordinal))
            {
                continue;
            }

            string[] labels =
            [
                .. Labels(member.Value).Select(l => TitleText.Read(l, options)).Where(l => l.Length is > 0 and <= LongestLabel && !l.StartsWith("http", StringComparison.OrdinalIgnoreCase))
                    .Distinct(StringComparer.Ordinal).Take(MostLabels),
            ];
            if (labels.Length > 0)
            {
                attributes[member.Name] = labels;
            }
        }
    }

    private static IEnumerable<string> Labels(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Labels),
        _ => [],
    };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
