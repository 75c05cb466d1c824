namespace InstructRec.Data.Readers;

/// <summary>A Parquet file for a library that reads on behind its end: whoever asks for a byte there, or for many times what there is, gets an error.</summary>
internal sealed class ParquetStream(FileStream file) : Stream
{
    private const int Times = 8;
    private const long Least = 1 << 20;
    private readonly long _most = (Times * file.Length) + Least;
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override int ReadByte() => Counted(file.ReadByte(), 1) is var read and >= 0 ? read : throw new EndOfStreamException("a page goes on behind the end of the file");

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = file.Read(buffer);
        return Counted(read, read);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Counted(read, read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }

    // Pages may lead back to pages: a file that is read over and over again has no end.
    private int Counted(int result, int bytes) => (_read += bytes) <= _most ? result : throw new InvalidDataException("its pages are read over and over again");
}
