namespace InstructRec.Data.Readers;

/// <summary>The name of a folder as a data set's name.</summary>
internal static class FolderName
{
    public static string Of(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
