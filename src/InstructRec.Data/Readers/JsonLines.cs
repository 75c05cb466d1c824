namespace InstructRec.Data.Readers;

/// <summary>The lines of a file as UTF-8 bytes, for parsing without a string per line.</summary>
internal sealed class JsonLines(string path) : IDisposable
{
    private const int MaximumLine = 64 << 20;
    private readonly Stream _stream = DataFile.OpenBytes(path);
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private bool _finished;

    public string Path { get; } = path;

    /// <summary>The number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line; valid until the next call of <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>Goes to the next line that is not blank.</summary>
    public bool Next()
    {
        while (true)
        {
            int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (feed < 0 && !_finished)
            {
                Fill();
                continue;
            }

            if (feed < 0 && _start == _end)
            {
                return false;
            }

            int stop = feed < 0 ? _end : _start + feed;
            Number++;
            Trim(stop);
            _start = feed < 0 ? _end : stop + 1;
            if (_lineLength > 0)
            {
                return true;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private void Trim(int stop)
    {
        _lineStart = _start;
        if (Number == 1 && _buffer.AsSpan(_start, stop - _start).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            _lineStart += 3;
        }

        ReadOnlySpan<byte> line = _buffer.AsSpan(_lineStart, stop - _lineStart).TrimEnd(" \t\r"u8);
        _lineLength = line.Length;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaximumLine)
            {
                throw new InstructRecException(InstructRecErrorKind.Data, $"the line is longer than {MaximumLine >> 20} MiB", Path, "Is this a file of JSON lines, one object a line?", Number + 1);
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _finished = read == 0;
            if (Number == 0 && _start == 0 && _end >= 2)
            {
                RefuseOtherEncodings();
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw DataFile.Unreadable(Path, Number + 1, e);
        }
    }

    // JSON lines are UTF-8 by definition; a mark of UTF-16 at the beginning is what some tools write all the same.
    private void RefuseOtherEncodings()
    {
        if ((_buffer[0], _buffer[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "the file is in UTF-16, but JSON lines are UTF-8", Path, "Save it as UTF-8", 1);
        }
    }
}
