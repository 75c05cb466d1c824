using System.Data.Common;
using System.Text.Json;

namespace InstructRec.Catalog.Database;

/// <summary>An item as a row: id, title, attributes.</summary>
internal static class ItemRow
{
    public static string Columns(string table, DatabaseTables tables) =>
        $"{table}.{Sql.Name(tables.ItemId)}, {table}.{Sql.Name(tables.ItemTitle)}"
        + (tables.ItemAttributes is null ? string.Empty : $", {table}.{Sql.Name(tables.ItemAttributes)}");

    public static int Width(DatabaseTables tables) => tables.ItemAttributes is null ? 2 : 3;

    public static Item Read(DbDataReader reader, int at, DatabaseTables tables)
    {
        string id = Sql.Id(reader, at);
        string title = reader.IsDBNull(at + 1) ? string.Empty : Sql.Id(reader, at + 1);
        return tables.ItemAttributes is null || reader.IsDBNull(at + 2)
            ? new Item(id, title)
            : new Item(id, title) { Attributes = Attributes(Sql.Id(reader, at + 2), $"{tables.Items}.{tables.ItemAttributes}", id) };
    }

    private static Dictionary<string, IReadOnlyList<string>> Attributes(string json, string column, string id)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(
                group => group.Key, group => (IReadOnlyList<string>)[.. group.SelectMany(p => Labels(p.Value))], StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, $"the attributes of item '{UntrustedText.Title(id)}' are no JSON object of labels", column,
                """Write them as {"genre":["Comedy"],"year":"1999"}""", innerException: exception);
        }
    }

    private static IEnumerable<string> Labels(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Labels),
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
        _ => throw new JsonException("A label is a text, a number or a truth value."),
    };
}
