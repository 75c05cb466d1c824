namespace InstructRec.Data.Readers;

/// <summary>Which columns of a person's own CSV, TSV or Parquet, or which members of JSON lines, hold what. A name that is <see langword="null"/> is looked for under the usual ones.</summary>
/// <remarks>Names of columns are compared without regard to case, names in JSON exactly. Usual names: see <see cref="DelimitedReader"/> and <see cref="JsonLinesReader"/>.</remarks>
public sealed record ColumnMapping
{
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
}
