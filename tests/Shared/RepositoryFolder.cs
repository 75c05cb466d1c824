namespace InstructRec.Testing;

/// <summary>Finds files of this repository from a test's output folder.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = FindRoot();

    public static string Find(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "InstructRec.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"InstructRec.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
