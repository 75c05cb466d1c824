using System.Buffers.Binary;
using System.IO.Compression;

namespace InstructRec.Data.Readers;

/// <summary>Decompresses, and refuses a stream that was cut: .NET's own reports the end of a cut file as an ordinary end, and data would be missing without a word.</summary>
internal sealed class CheckedGzipStream(FileStream file) : Stream
{
    private readonly GZipStream _gzip = new(file, CompressionMode.Decompress);
    private long _length;
    private bool _checked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = _gzip.Read(buffer);
        _length += read;
        if (read == 0 && buffer.Length > 0 && !_checked)
        {
            _checked = true;
            Check();
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    // A gzip member ends with its uncompressed length modulo 2^32. Members may follow each other, and then only the last one's length stands
    // at the end: a file in which another member seems to begin is let through.
    private void Check()
    {
        var trailer = new byte[4];
        if (file.Length < 18)
        {
            throw new InvalidDataException("The file is shorter than the shortest gzip stream.");
        }

        file.Seek(-4, SeekOrigin.End);
        file.ReadExactly(trailer);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != unchecked((uint)_length) && !HasSecondMember())
        {
            throw new InvalidDataException("The gzip stream was cut.");
        }
    }

    private bool HasSecondMember()
    {
        file.Seek(3, SeekOrigin.Begin);
        int matched = 0;
        var buffer = new byte[1 << 16];
        for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            foreach (byte b in buffer.AsSpan(0, read))
            {
                matched = (matched, b) switch
                {
                    (2, 8) => 3,
                    (1, 0x8b) => 2,
                    (_, 0x1f) => 1,
                    _ => 0,
                };
                if (matched == 3)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
