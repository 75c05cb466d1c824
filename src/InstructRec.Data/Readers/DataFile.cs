using System.Text;

namespace InstructRec.Data.Readers;

/// <summary>Opens data files, gzipped or not, and finds them by either name.</summary>
internal static class DataFile
{
    /// <summary>What stands where bytes are no UTF-8: a character that no text holds, so that a line can be refused instead of read with holes.</summary>
    public const char NoText = '\uFFFF';

    private const int BufferSize = 1 << 16;
    private static readonly Encoding MarkedUtf8 = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(NoText.ToString()));

    /// <summary>The path of the file or of its gzipped form, or null.</summary>
    public static string? Find(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null;
    }

    /// <summary>The first of several names that exists.</summary>
    public static string? FindAny(string folder, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Find(folder, name) is { } path)
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>All files with an ending, gzipped or not, in order of name.</summary>
    public static string[] FindEnding(string folder, string ending) =>
    [
        .. Directory.EnumerateFiles(folder)
            .Where(f => f.EndsWith(ending, StringComparison.OrdinalIgnoreCase) || f.EndsWith(ending + ".gz", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A reader of the text: UTF-8, or what a byte order mark says, which is skipped. Bytes that are none become <see cref="NoText"/>. The caller disposes it.</summary>
    public static StreamReader OpenText(string path, Encoding? encoding = null) =>
        new(OpenBytes(path), encoding ?? MarkedUtf8, detectEncodingFromByteOrderMarks: true, BufferSize);

    /// <summary>Whether a line holds bytes that are no UTF-8; it is reported then.</summary>
    public static bool IsNoText(ReadOnlySpan<char> line, string path, long number, MalformedLines malformed)
    {
        if (!line.Contains(NoText))
        {
            return false;
        }

        malformed.Add(path, number, "the line is not in UTF-8", "Save the file as UTF-8; spreadsheets call it 'CSV UTF-8'");
        return true;
    }

    /// <summary>The bytes, unpacked. The caller disposes the stream.</summary>
    public static Stream OpenBytes(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new CheckedGzipStream(file) : file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, 0, e);
        }
    }

    /// <summary>What to say when a file stops being readable in its middle.</summary>
    public static InstructRecException Unreadable(string path, long line, Exception cause) => new(
        InstructRecErrorKind.Data,
        cause is InvalidDataException ? "the file is damaged: its gzip stream does not end as it should or is none" : $"the file cannot be read ({cause.Message.TrimEnd('.')})",
        path,
        cause is InvalidDataException ? "Copy or download it again" : "Check that it exists and may be read",
        line > 0 ? line : null,
        cause);
}
