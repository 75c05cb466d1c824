namespace InstructRec.Data.Readers;

/// <summary>Under which names a file of JSON lines holds the parts of an interaction; of several the first that is there counts.</summary>
internal sealed record JsonInteractionNames(string[] Person, string[] Item, string[] Time, string[] Review)
{
    /// <summary>The names of Amazon's three editions and of this project's files, or those that were mapped.</summary>
    public static JsonInteractionNames Of(ColumnMapping? columns) => new JsonInteractionNames(
        ["user_id", "reviewerID", "person"], ["item_id", "parent_asin", "asin", "id"], ["timestamp", "timestamp_ms", "unixReviewTime", "date", "time"],
        ["review_text", "reviewText", "text", "review"]).Mapped(columns);

    /// <summary>These names, where no others are mapped.</summary>
    public JsonInteractionNames Mapped(ColumnMapping? columns) => columns is null ? this : new(
        Names(columns.Person, Person), Names(columns.InteractionItem, Item), Names(columns.Time, Time), Names(columns.Review, Review));

    private static string[] Names(string? mapped, string[] usual) => mapped is null ? usual : [mapped];
}
