namespace InstructRec.Data.Readers;

/// <summary>How data files are read. The defaults refuse what is wrong rather than guess.</summary>
public sealed record DatasetReadingOptions
{
    /// <summary>The defaults.</summary>
    public static DatasetReadingOptions Default { get; } = new();

    /// <summary>What the data set is called in tables; the folder's name where <see langword="null"/>.</summary>
    public string? Name { get; init; }

    /// <summary>How many malformed lines may be skipped and counted before reading fails; 0 fails at the first.</summary>
    public int MalformedLineLimit { get; init; }

    /// <summary>Whether interactions with items that have no title, or are in no catalogue, are skipped and counted instead of refused.</summary>
    public bool SkipUntitledItems { get; init; }

    /// <summary>Whether HTML entities in titles are turned into the characters they stand for (<c>&amp;amp;</c> into <c>&amp;</c>).</summary>
    public bool UnescapeEntities { get; init; } = true;

    /// <summary>Whether MovieLens's <c>Matrix, The (1999)</c> becomes <c>The Matrix (1999)</c>, as people write it; off keeps the title of the file.</summary>
    public bool NaturalTitles { get; init; } = true;

    /// <summary>Whether reviews are kept in memory beside the interactions, for the teacher that makes wishes of them.</summary>
    public bool KeepReviews { get; init; }

    /// <summary>How many people must have given a MovieLens tag to a film before it counts as an attribute of the film and not as one person's remark.</summary>
    public int TagMinimumPeople { get; init; } = 2;

    /// <summary>The column names of plain CSV, TSV, Parquet or JSON lines; <see langword="null"/> takes the usual names (see <see cref="ColumnMapping"/>).</summary>
    public ColumnMapping? Columns { get; init; }
}
