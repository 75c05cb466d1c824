namespace InstructRec.Checkpoints;

/// <summary>Files that replace their predecessors together: all of them lie on the disk, flushed, before the first one is renamed.</summary>
internal sealed class StagedFiles : IDisposable
{
    private readonly List<(string Temporary, string Path)> _files = [];

    public void Add(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        _files.Add((temporary, path));
        Guard(path, () =>
        {
            using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16);
            write(stream);
            stream.Flush(flushToDisk: true);
        });
    }

    public void Commit()
    {
        while (_files.Count > 0)
        {
            (string temporary, string path) = _files[0];
            Guard(path, () => File.Move(temporary, path, overwrite: true));
            _files.RemoveAt(0);
        }
    }

    public void Dispose()
    {
        foreach ((string temporary, _) in _files)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The fault that led here is the one to report.
            }
        }

        _files.Clear();
    }

    internal static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException || IsFileTooLarge(e))
        {
            throw new InstructRecException(
                InstructRecErrorKind.Storage, "The file cannot be written", path, "Check the folder, its permissions and the room left", innerException: e);
        }
    }

    // What a stream throws when the file system or a limit of the process allows no longer file (EFBIG).
    private static bool IsFileTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };
}
