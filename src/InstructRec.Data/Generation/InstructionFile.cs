using System.IO.Compression;
using System.Text.Json;
using InstructRec.Data.Readers;

namespace InstructRec.Data.Generation;

/// <summary>Instruction data as JSON lines, gzipped where the name ends in <c>.gz</c>.</summary>
public static class InstructionFile
{
    /// <summary>What partial output is called until it is whole.</summary>
    public const string PartialEnding = ".partial";

    /// <summary>Writes records as they come. The file has its name only when it is whole; until then, and after a fault, it ends in <see cref="PartialEnding"/>.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="records">The records.</param>
    /// <param name="progress">Is told how many were written, every thousand.</param>
    /// <param name="cancellationToken">Stops the writing; what was written stays as partial output.</param>
    /// <returns>How many records were written.</returns>
    /// <exception cref="InstructRecException">The disk is full or read-only (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static async Task<long> WriteAsync(string path, IAsyncEnumerable<InstructionRecord> records, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(records);
        string partial = path + PartialEnding;
        long count = 0;
        Stream stream;
        try
        {
            stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
            stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionLevel.Optimal) : stream;
            await using (stream.ConfigureAwait(false))
            {
                using var buffer = new MemoryStream();
                await foreach (InstructionRecord record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    JsonSerializer.Serialize(buffer, record, InstructionRecordJson.Readable.InstructionRecord);
                    buffer.WriteByte((byte)'\n');
                    count++;
                    if (count % 1000 == 0)
                    {
                        Drain(buffer, stream);
                        progress?.Report(count);
                    }
                }

                Drain(buffer, stream);
            }

            Complete(partial, path);
        }
        catch (Exception e) when (IsStorage(e))
        {
            throw NotWritten(path, e);
        }

        progress?.Report(count);
        return count;
    }

    /// <summary>Reads records one by one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records, in the order of the file.</returns>
    /// <exception cref="InstructRecException">A line is no record, or the file is damaged: file and line (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static IEnumerable<InstructionRecord> Read(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ReadLines(path, cancellationToken);
    }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line as UTF-8.</param>
    /// <returns>The record.</returns>
    /// <exception cref="JsonException">The line is no record.</exception>
    public static InstructionRecord Parse(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, InstructionRecordJson.Readable.InstructionRecord) ?? throw new JsonException("The line is null.");

    private static IEnumerable<InstructionRecord> ReadLines(string path, CancellationToken cancellationToken)
    {
        using var lines = new JsonLines(path);
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            InstructionRecord record;
            try
            {
                record = Parse(lines.Current);
            }
            catch (JsonException e)
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Data, "the line is no instruction record", path, "Each line is an object with instruction, response, template, person and position", lines.Number, e);
            }

            yield return record;
        }
    }

    // A stream throws the last of these where a limit of the process or the file system allows no longer file.
    internal static bool IsStorage(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };

    internal static InstructRecException NotWritten(string path, Exception e) => new(
        InstructRecErrorKind.Storage, $"the instructions cannot be written ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", path, $"Make room or choose another folder; what is there ends in {PartialEnding}", innerException: e);

    /// <summary>Gives partial output its name once it lies on the disk.</summary>
    internal static void Complete(string partial, string path)
    {
        using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }

    private static void Drain(MemoryStream buffer, Stream stream)
    {
        stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
        buffer.SetLength(0);
    }
}
