using System.Text;

namespace InstructRec.Data.Readers;

/// <summary>The rows of a MovieLens file, whichever of its two forms it has: CSV with a header, or fields between <c>::</c> without one.</summary>
internal sealed class MovieLensRows : IDisposable
{
    private readonly SeparatedRows? _csv;
    private readonly TextLines? _dat;
    private readonly int[] _columns;
    private readonly string[] _fields;

    private MovieLensRows(string path, string[] columns)
    {
        Path = path;
        _fields = new string[columns.Length];
        if (System.IO.Path.GetFileName(path).Contains(".dat", StringComparison.Ordinal))
        {
            // The .dat files are older than UTF-8 was usual: 1M is Latin-1, 10M is UTF-8.
            _dat = new TextLines(path, DatEncoding(path));
            _columns = [.. Enumerable.Range(0, columns.Length)];
        }
        else
        {
            _csv = new SeparatedRows(path, ',');
            _columns = [.. columns.Select(c => _csv.Require([c], null))];
        }
    }

    public string Path { get; }

    public long Line => _csv?.Line ?? _dat!.Number;

    public ReadOnlySpan<char> this[int field] => _csv is null ? _fields[field] : _csv[_columns[field]];

    public static MovieLensRows Open(string folder, string name, string[] columns) =>
        TryOpen(folder, name, columns) ?? throw new InstructRecException(InstructRecErrorKind.Data, $"there is no {name}.csv", folder);

    public static MovieLensRows? TryOpen(string folder, string name, string[] columns) =>
        DataFile.FindAny(folder, name + ".csv", name + ".dat") is { } path ? new MovieLensRows(path, columns) : null;

    public bool Next(MalformedLines malformed)
    {
        if (_csv is not null)
        {
            return _csv.Next(malformed);
        }

        while (_dat!.Next())
        {
            string[] parts = _dat.Current.Split("::");
            if (parts.Length == _fields.Length)
            {
                parts.CopyTo(_fields, 0);
                return true;
            }

            malformed.Add(Path, Line, $"{parts.Length} fields between '::' where {_fields.Length} belong", "Correct or remove the line");
        }

        return false;
    }

    public void Dispose()
    {
        _csv?.Dispose();
        _dat?.Dispose();
    }

    private static Encoding DatEncoding(string path)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        using StreamReader reader = DataFile.OpenText(path, strict);
        var buffer = new char[4096];
        try
        {
            while (reader.Read(buffer, 0, buffer.Length) > 0)
            {
            }

            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw DataFile.Unreadable(path, 0, e);
        }
    }
}
