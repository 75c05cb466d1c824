namespace InstructRec.Data.Readers;

/// <summary>Which columns of a person's own CSV or TSV hold what. A name that is <see langword="null"/> is looked for under the usual ones.</summary>
/// <remarks>Column names are compared without regard to case. Usual names: see <see cref="DelimitedReader"/>.</remarks>
public sealed record ColumnMapping
{
    /// <summary>The person's id in the interaction file.</summary>
    public string? Person { get; init; }

    /// <summary>The item's id in the interaction file.</summary>
    public string? InteractionItem { get; init; }

    /// <summary>The time in the interaction file; without such a column the order of the lines counts.</summary>
    public string? Time { get; init; }

    /// <summary>The item's id in the item file.</summary>
    public string? Item { get; init; }

    /// <summary>The title in the item file.</summary>
    public string? Title { get; init; }

    /// <summary>The character between the labels of one attribute in the item file; <c>|</c> by default.</summary>
    public char LabelSeparator { get; init; } = '|';
}
