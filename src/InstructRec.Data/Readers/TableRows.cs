namespace InstructRec.Data.Readers;

/// <summary>The rows of a table with named columns, one at a time, with their numbers.</summary>
internal abstract class TableRows : IDisposable
{
    /// <summary>The field of a mapping that is a time.</summary>
    public const string TimeField = "time";

    public abstract string Path { get; }

    /// <summary>The columns, in order; of an atomic file with the type behind the name.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The line on which the current row begins, or its number, from 1.</summary>
    public abstract long Line { get; }

    /// <summary>A field of the current row as text; empty where there is none.</summary>
    public abstract ReadOnlySpan<char> this[int column] { get; }

    /// <summary>Goes to the next row; what is no row of the table is reported and passed over.</summary>
    public abstract bool Next(MalformedLines malformed);

    /// <summary>The labels of a field.</summary>
    public virtual string[] Labels(int column, char between) => this[column].ToString().Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Refuses a column that cannot hold what is looked for in it; of the fields only <see cref="TimeField"/> may be a date.</summary>
    public virtual void RequireText(int column, string field)
    {
    }

    /// <summary>The index of the first of the names that the table has, without regard to case, or -1.</summary>
    public int Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            for (int i = 0; i < Names.Count; i++)
            {
                if (string.Equals(BareName(Names[i]), name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>As <see cref="Find"/>; a table that has none of the names is an error that shows both, and how the field is mapped to another.</summary>
    public int Require(string[] names, string? field)
    {
        int found = Find(names);
        return found >= 0
            ? found
            : throw new InstructRecException(
                InstructRecErrorKind.Data,
                $"there is no column {string.Join(" or ", names.Select(n => $"'{n}'"))}; there are {string.Join(", ", Names.Select(n => $"'{n}'"))}",
                Path,
                field is null ? "Name the column so" : $"Name the column so, or map another: {Mapping(field)}",
                1);
    }

    /// <summary>How a field is mapped to another column, in a console and in code.</summary>
    public static string Mapping(string field) => $"--columns {field}=NAME in the consoles, {nameof(DatasetReadingOptions)}.{nameof(DatasetReadingOptions.Columns)} in code";

    /// <summary>A column's name without the type that RecBole writes behind it.</summary>
    public static string BareName(string name) =>
        (name.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? name[..colon] : name).Trim();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
