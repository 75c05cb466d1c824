namespace InstructRec.Tests.Checkpoints;

/// <summary>A folder of one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("instructrec-").FullName;

    public string Of(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public string CopyOf(string folder)
    {
        foreach (string file in Directory.GetFiles(folder))
        {
            File.Copy(file, Of(System.IO.Path.GetFileName(file)), overwrite: true);
        }

        return Path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
