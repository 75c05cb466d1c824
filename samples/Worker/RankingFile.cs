using System.Text;
using System.Text.Json;
using InstructRec;

namespace Worker;

/// <summary>The output: one line for each line of the input, in order, so that its length says how far the run has come.</summary>
/// <remarks>A line counts when its line feed is on the disk. Half a line at the end, which a kill leaves, is cut off and written again.</remarks>
internal sealed class RankingFile : IDisposable
{
    private readonly Stream _stream;

    private RankingFile(Stream stream) => _stream = stream;

    /// <summary>Lines that are there already.</summary>
    public long Lines { get; private set; }

    /// <summary>The last of them; null where there is none.</summary>
    public WorkerReply? Last { get; private set; }

    public static RankingFile Open(string path)
    {
        if (path == "-")
        {
            return new RankingFile(Console.OpenStandardOutput());
        }

        // Nobody else may write: two runs over one output would each go on where the other is. On Linux .NET locks a file against others only where nothing is shared.
        FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        RankingFile file = new(stream);
        try
        {
            file.Recover(stream, path);
            return file;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Append(IEnumerable<WorkerReply> replies)
    {
        using MemoryStream lines = new();
        foreach (WorkerReply reply in replies)
        {
            JsonSerializer.Serialize(lines, reply, WorkerJson.Options);
            lines.WriteByte((byte)'\n');
        }

        lines.Position = 0;
        lines.CopyTo(_stream);
        _stream.Flush();
        (_stream as FileStream)?.Flush(flushToDisk: true);
    }

    public void Dispose() => _stream.Dispose();

    private void Recover(FileStream stream, string path)
    {
        using StreamReader reader = new(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        long end = 0;
        string? last = null;
        StringBuilder line = new();
        for (int next; (next = reader.Read()) >= 0;)
        {
            if (next != '\n')
            {
                line.Append((char)next);
                continue;
            }

            last = line.ToString();
            line.Clear();
            end += Encoding.UTF8.GetByteCount(last) + 1;
            Lines++;
        }

        stream.SetLength(end);
        stream.Position = end;
        Last = last is null ? null : Read(last, path);
        if (Last is not null && Last.Line != Lines)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, $"the last line answers line {Last.Line} of an input", path, "Give the run an output of its own", Lines);
        }
    }

    private WorkerReply Read(string line, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerReply>(line, WorkerJson.Options) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "this is no ranking that a run has written", path, "Give the run an output of its own", Lines, exception);
        }
    }
}
