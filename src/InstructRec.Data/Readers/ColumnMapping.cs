using System.Text.RegularExpressions;

namespace InstructRec.Data.Readers;

/// <summary>Which columns of a person's own CSV, TSV or Parquet, or which members of JSON lines, hold what. A name that is <see langword="null"/> is looked for under the usual ones.</summary>
/// <remarks>Names of columns are compared without regard to case, names in JSON exactly. Usual names: see <see cref="DelimitedReader"/> and <see cref="JsonLinesReader"/>.</remarks>
public sealed partial record ColumnMapping
{
    private static readonly string[] Fields = ["person", "item", "time", "review", "id", "title", "labels"];

    /// <summary>The person's id in the interaction file.</summary>
    public string? Person { get; init; }

    /// <summary>The item's id in the interaction file.</summary>
    public string? InteractionItem { get; init; }

    /// <summary>The time in the interaction file; without such a column the order of the lines counts.</summary>
    public string? Time { get; init; }

    /// <summary>What the person wrote, in the interaction file; kept with <see cref="DatasetReadingOptions.KeepReviews"/>.</summary>
    public string? Review { get; init; }

    /// <summary>The item's id in the item file.</summary>
    public string? Item { get; init; }

    /// <summary>The title in the item file.</summary>
    public string? Title { get; init; }

    /// <summary>The character between the labels of one attribute in a table of items; <c>|</c> by default.</summary>
    public char LabelSeparator { get; init; } = '|';

    /// <summary>Reads a mapping as it is typed: <c>person=customer,item=sku,time=when,title=name</c>.</summary>
    /// <param name="text">
    /// Pairs of a field and a column with commas between. Fields: <c>person</c> (or <c>user</c>), <c>item</c> (in both files), <c>time</c>, <c>review</c>, <c>title</c>, <c>id</c> (the catalogue's column where it differs from
    /// <c>item</c>), <c>labels</c> (the one character of <see cref="LabelSeparator"/>). A comma within a name is written <c>\,</c>.
    /// </param>
    /// <param name="where">What the error names, for example an option of a console.</param>
    /// <returns>The mapping.</returns>
    /// <exception cref="InstructRecException">An unknown field, one that is given twice, no column, or a column that is to hold two things (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public static ColumnMapping Parse(string text, string where = nameof(ColumnMapping))
    {
        ArgumentNullException.ThrowIfNull(text);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in Commas().Split(text))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string field = equals < 0 ? string.Empty : pair[..equals].Trim() is var name && name == "user" ? "person" : name;
            string column = equals < 0 ? string.Empty : pair[(equals + 1)..].Replace("\\,", ",", StringComparison.Ordinal).Trim();
            string? wrong = equals < 0 || column.Length == 0 ? $"'{pair.Trim()}' is no field and column"
                : !Fields.Contains(field, StringComparer.Ordinal) ? $"'{field}' is no field; there are {string.Join(", ", Fields)}"
                : field == "labels" && column.Length != 1 ? $"'{column}' is not one character between labels"
                : given.TryAdd(field, column) ? null : $"'{field}' is given twice";
            if (wrong is not null)
            {
                throw new InstructRecException(InstructRecErrorKind.Options, wrong, where, "For example person=customer,item=sku,time=when,title=name");
            }
        }

        return Of(given, where);
    }

    private static ColumnMapping Of(Dictionary<string, string> given, string where)
    {
        string? Column(string field) => given.GetValueOrDefault(field);
        string? catalog = Column("id") ?? Column("item");
        IEnumerable<(string, string?)> interactions = [("person", Column("person")), ("item", Column("item")), ("time", Column("time")), ("review", Column("review"))];
        foreach (IEnumerable<(string Field, string? Column)> file in (IEnumerable<(string, string?)>[])[interactions, [("id", catalog), ("title", Column("title"))]])
        {
            foreach (IGrouping<string, string> same in file.Where(f => f.Column is not null).GroupBy(f => f.Column!, f => f.Field, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            {
                throw new InstructRecException(InstructRecErrorKind.Options, $"the column '{same.Key}' cannot hold {string.Join(" and ", same)}", where, "Map each to a column of its own");
            }
        }

        return new ColumnMapping
        {
            Person = Column("person"), InteractionItem = Column("item"), Time = Column("time"), Review = Column("review"), Item = catalog, Title = Column("title"), LabelSeparator = Column("labels")?[0] ?? '|',
        };
    }

    [GeneratedRegex(@"(?<!\\),")]
    private static partial Regex Commas();
}
