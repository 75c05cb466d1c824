using System.Globalization;
using nietras.SeparatedValues;

namespace InstructRec.Data.Readers;

/// <summary>The rows of a CSV or TSV with a header, with their line numbers.</summary>
internal sealed class SeparatedRows : TableRows
{
    private const string Quotes = "Put quotes around a field that holds the separator, and write a quote inside it twice";
    private readonly SepReader _reader;
    private long _line = 1;
    private readonly bool _quotes;

    public SeparatedRows(string path, char separator, bool quotes = true)
    {
        Path = path;
        _quotes = quotes;
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

    public override string Path { get; }

    public override IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public override long Line => _line;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> this[int column] => _reader.Current[column].Span;

    /// <inheritdoc/>
    public override bool Next(MalformedLines malformed)
    {
        try
        {
            while (_reader.MoveNext())
            {
                _line = _reader.Current.LineNumberFrom;
                bool isOpen = _quotes && (_reader.Current.Span.Count('"') & 1) == 1;
                ThrowIfOpenOver(isOpen ? _reader.Current.Span.TrimEnd("\r\n").Count('\n') : 0);
                if (DataFile.IsNoText(_reader.Current.Span, Path, _line, malformed))
                {
                    continue;
                }

                int columns = _reader.Current.ColCount;
                if (columns == Names.Count && !isOpen)
                {
                    return true;
                }

                if (columns == 1 && !isOpen && _reader.Current[0].Span.IsWhiteSpace())
                {
                    continue;
                }

                bool spans = isOpen || _reader.Current.LineNumberToExcl - _reader.Current.LineNumberFrom > 1;
                malformed.Add(Path, _line, spans ? "a quote opens on this line and is not closed" : $"{columns} fields where the header has {Names.Count}", Quotes);
            }

            return false;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or FormatException or NotSupportedException)
        {
            throw DataFile.Unreadable(Path, _line + 1, e);
        }
    }

    // One line may be passed over, but not the rest of the file with it.
    private void ThrowIfOpenOver(int lines)
    {
        if (lines > 0)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, string.Create(CultureInfo.InvariantCulture, $"a quote opens on this line and is not closed, so that the {lines:N0} lines behind it cannot be read"), Path, Quotes, _line);
        }
    }

    protected override void Dispose(bool disposing) => _reader.Dispose();
}
