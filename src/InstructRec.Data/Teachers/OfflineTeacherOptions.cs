namespace InstructRec.Data.Teachers;

/// <summary>What the offline teacher calls things.</summary>
public sealed record OfflineTeacherOptions
{
    /// <summary>For catalogues of anything: items.</summary>
    public static OfflineTeacherOptions Default { get; } = new();

    /// <summary>For film catalogues such as MovieLens.</summary>
    public static OfflineTeacherOptions Films { get; } = new() { Noun = "film", Nouns = "films" };

    /// <summary>For game catalogues.</summary>
    public static OfflineTeacherOptions Games { get; } = new() { Noun = "game", Nouns = "games" };

    /// <summary>One of them.</summary>
    public string Noun { get; init; } = "item";

    /// <summary>Several of them.</summary>
    public string Nouns { get; init; } = "items";

    /// <summary>Which attributes are spoken of, and how; others are not. Compared without regard to case.</summary>
    public IReadOnlyDictionary<string, AttributeRole> Roles { get; init; } = new Dictionary<string, AttributeRole>(StringComparer.OrdinalIgnoreCase)
    {
        ["genre"] = AttributeRole.Kind,
        ["genres"] = AttributeRole.Kind,
        ["category"] = AttributeRole.Kind,
        ["categories"] = AttributeRole.Kind,
        ["subject"] = AttributeRole.Kind,
        ["item form"] = AttributeRole.Form,
        ["decade"] = AttributeRole.Period,
        ["tag"] = AttributeRole.Theme,
        ["tags"] = AttributeRole.Theme,
        ["feature"] = AttributeRole.Theme,
        ["features"] = AttributeRole.Theme,
        ["scent"] = AttributeRole.Theme,
        ["style"] = AttributeRole.Theme,
        ["platform"] = AttributeRole.Theme,
        ["material"] = AttributeRole.Theme,
        ["material feature"] = AttributeRole.Theme,
        ["special feature"] = AttributeRole.Theme,
        ["product benefits"] = AttributeRole.Theme,
        ["finish type"] = AttributeRole.Theme,
        ["active ingredients"] = AttributeRole.Theme,
        ["developer"] = AttributeRole.Maker,
        ["brand"] = AttributeRole.Maker,
        ["director"] = AttributeRole.Maker,
        ["author"] = AttributeRole.Maker,
    };

    /// <summary>How labels are said where the bare label would read badly.</summary>
    public IReadOnlyDictionary<string, string> Spoken { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Children"] = "children's",
        ["Animation"] = "animated",
        ["Film-Noir"] = "noir",
        ["Sci-Fi"] = "science fiction",
    };

    /// <summary>How much is said at a time; short by default.</summary>
    public TextLength Length { get; init; } = TextLength.Short;

    /// <summary>Of how many of the most recent items of a history the teacher takes notice.</summary>
    public int HistoryLimit { get; init; } = 50;
}
