using nietras.SeparatedValues;

namespace InstructRec.Data.Readers;

/// <summary>The rows of a CSV or TSV with a header, with their line numbers.</summary>
internal sealed class SeparatedRows : IDisposable
{
    private readonly SepReader _reader;

    public SeparatedRows(string path, char separator, bool quotes = true)
    {
        Path = path;
        try
        {
            _reader = Sep.New(separator)
                .Reader(o => o with { HasHeader = true, Unescape = quotes, DisableQuotesParsing = !quotes, DisableColCountCheck = true })
                .From(DataFile.OpenText(path));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or FormatException)
        {
            throw DataFile.Unreadable(path, 1, e);
        }

        Names = [.. _reader.Header.ColNames];
        if (Names.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "the file is empty", path, "Its first line must name the columns");
        }
    }

    public string Path { get; }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The line on which the current row begins, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The current row.</summary>
    public SepReader.Row Row => _reader.Current;

    /// <summary>The index of the first of the names that the header has, without regard to case, or -1.</summary>
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

    /// <summary>A column's name without the type that RecBole writes behind it.</summary>
    public static string BareName(string name) =>
        (name.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? name[..colon] : name).Trim();

    /// <summary>As <see cref="Find"/>; a header that has none of the names is an error that shows both.</summary>
    public int Require(params ReadOnlySpan<string> names)
    {
        int found = Find(names);
        return found >= 0
            ? found
            : throw new InstructRecException(
                InstructRecErrorKind.Data,
                $"the header has no column {string.Join(" or ", names.ToArray().Select(n => $"'{n}'"))}; it has {string.Join(", ", Names.Select(n => $"'{n}'"))}",
                Path,
                "Name the columns in the first line of the file, or map them in the options",
                1);
    }

    /// <summary>Goes to the next row; rows with too few or too many fields are reported and passed over.</summary>
    public bool Next(MalformedLines malformed)
    {
        try
        {
            while (_reader.MoveNext())
            {
                Line = _reader.Current.LineNumberFrom;
                int columns = _reader.Current.ColCount;
                if (columns == Names.Count)
                {
                    return true;
                }

                if (columns == 1 && _reader.Current[0].Span.IsWhiteSpace())
                {
                    continue;
                }

                bool spans = _reader.Current.LineNumberToExcl - _reader.Current.LineNumberFrom > 1;
                malformed.Add(
                    Path, Line,
                    spans ? "a quote opens on this line and is not closed" : $"{columns} fields where the header has {Names.Count}",
                    "Put quotes around a field that holds the separator, and write a quote inside it twice");
            }

            return false;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or FormatException or NotSupportedException)
        {
            throw DataFile.Unreadable(Path, Line + 1, e);
        }
    }

    public void Dispose() => _reader.Dispose();
}
