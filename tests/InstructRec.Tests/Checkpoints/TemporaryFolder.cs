namespace InstructRec.Tests.Checkpoints;

/// <summary>A folder of one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <param name="inMemory">Prefer a file system in memory where the machine has one: for tests that write thousands of files.</param>
    public TemporaryFolder(bool inMemory = false) =>
        Path = inMemory && Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory(System.IO.Path.Combine("/dev/shm", "instructrec-" + Guid.NewGuid().ToString("N"))).FullName
            : Directory.CreateTempSubdirectory("instructrec-").FullName;

    public string Path { get; }

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
