using Parquet;

namespace InstructRec.Data.Readers;

/// <summary>The rows of a Parquet file. One row group is held at a time, and of it only the columns that were asked for.</summary>
internal sealed class ParquetRows : TableRows
{
    private readonly ParquetReader _reader;
    private readonly ParquetColumn[] _columns;
    private ParquetRowGroupReader? _group;
    private int _groups;
    private int _rows;
    private int _row = -1;
    private long _before;

    public ParquetRows(string path)
    {
        Path = path;
        ParquetStream stream;
        try
        {
            stream = new ParquetStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFile.Unreadable(path, 0, e);
        }

        try
        {
            ParquetFooter.Check(stream);
            _reader = Wait(() => ParquetReader.CreateAsync(stream, leaveStreamOpen: false));
            _columns = [.. _reader.Schema.Fields.Select(ParquetColumn.Of)];
        }
        catch (Exception e)
        {
            stream.Dispose();
            throw Damaged(e);
        }
    }

    public override string Path { get; }

    public override IReadOnlyList<string> Names => [.. _columns.Select(c => c.Name)];

    /// <inheritdoc/>
    public override long Line => _before + _row + 1;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> this[int column]
    {
        get
        {
            Load(_columns[column]);
            return _columns[column].TextAt(_row);
        }
    }

    /// <inheritdoc/>
    public override string[] Labels(int column, char between)
    {
        if (!_columns[column].IsList)
        {
            return _columns[column].IsReadable ? base.Labels(column, between) : [];
        }

        Load(_columns[column]);
        return _columns[column].LabelsAt(_row);
    }

    /// <inheritdoc/>
    public override void RequireText(int column, string field)
    {
        bool orTime = field == TimeField;
        ParquetColumn asked = _columns[column];
        if (!(asked.IsText || asked.IsWhole || (orTime && (asked.IsTime || asked.IsNumber))))
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, $"the column '{asked.Name}' holds {asked.Kind}, but {(orTime ? "a time is a date, a number or text" : "text or whole numbers belong there")}", Path,
                $"Write it as {(orTime ? "a date" : "text")}, or map another column: {Mapping(field)}");
        }
    }

    /// <inheritdoc/>
    public override bool Next(MalformedLines malformed)
    {
        while (++_row >= _rows)
        {
            if (_groups == _reader.RowGroupCount)
            {
                _row = _rows;
                return false;
            }

            _before += _rows;
            OpenGroup();
        }

        return true;
    }

    protected override void Dispose(bool disposing) => Task.Run(async () => await _reader.DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();

    // Readers are synchronous; the library is not. On the pool no context of the caller's can be waited for.
    private static T Wait<T>(Func<Task<T>> read) => Task.Run(read).GetAwaiter().GetResult();

    private void OpenGroup()
    {
        try
        {
            _group = _reader.OpenRowGroupReader(_groups++);
            _rows = ParquetColumn.Bounded(_group.RowCount);
        }
        catch (Exception e)
        {
            throw Damaged(e);
        }

        _row = -1;
        foreach (ParquetColumn column in _columns)
        {
            column.Forget();
        }
    }

    private void Load(ParquetColumn column)
    {
        if (column.IsLoaded)
        {
            return;
        }

        try
        {
            column.Load(Wait(() => column.ReadAsync(_group!, _rows)));
        }
        catch (Exception e)
        {
            throw Damaged(e);
        }
    }

    private InstructRecException Damaged(Exception cause) => new(
        InstructRecErrorKind.Data, $"the file is no Parquet file, or is cut off or damaged ({cause.Message.ReplaceLineEndings(" ").TrimEnd('.')})", Path, "Copy or make it again", _before + _row > 0 ? Line : null, cause);
}
