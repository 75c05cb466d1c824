namespace InstructRec.Training.Checkpoints;

/// <summary>Replaces a folder by another as a whole: whatever moment the process is killed at, one of the two is found again.</summary>
internal static class FolderSwap
{
    private const string Old = ".previous";
    private const string New = ".unfinished";

    /// <summary>Writes a folder beside the old one, then puts it in its place.</summary>
    public static void Replace(string folder, Action<string> write)
    {
        Recover(folder);
        string unfinished = folder + New;
        try
        {
            Directory.CreateDirectory(unfinished);
            write(unfinished);
            if (Directory.Exists(folder))
            {
                Directory.Move(folder, folder + Old);
            }

            Directory.Move(unfinished, folder);
            Delete(folder + Old);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Recover(folder);
            throw new InstructRecException(
                InstructRecErrorKind.Storage, "the checkpoint cannot be written; the one before it is kept", folder,
                "Check the folder, its permissions and the room left", innerException: e);
        }
        catch
        {
            Recover(folder);
            throw;
        }
    }

    /// <summary>Brings back the old folder where a process died between taking it away and putting the new one in its place.</summary>
    public static void Recover(string folder)
    {
        if (!Directory.Exists(folder) && Directory.Exists(folder + Old))
        {
            Directory.Move(folder + Old, folder);
        }

        Delete(folder + New);
        Delete(folder + Old);
    }

    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover only takes room, and the next save tries again.
        }
    }
}
