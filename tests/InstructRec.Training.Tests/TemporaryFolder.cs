namespace InstructRec.Training.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("instructrec-training-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
