namespace InstructRec.Checkpoints;

/// <summary>Writes a file whole or not at all: to a neighbour first, flushed to the disk, then renamed over the old one.</summary>
public static class AtomicFile
{
    /// <summary>Replaces a file; on any failure the previous file stays as it was and nothing is left beside it.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content; called once, with a stream that can be written and sought.</param>
    /// <exception cref="InstructRecException">No room, no permission, no such folder (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        using StagedFiles files = new();
        files.Add(path, write);
        files.Commit();
    }
}
