using Xunit;

namespace InstructRec.Testing;

/// <summary>Larger public data sets that lie beside a checkout on some machines; tests that want them are skipped elsewhere.</summary>
internal static class SharedData
{
    public static string Need(string name)
    {
        string root = Environment.GetEnvironmentVariable("INSTRUCTREC_DATA") is { Length: > 0 } set
            ? set
            : Path.Combine(Path.GetDirectoryName(RepositoryFolder.Root)!, "shared", "data");
        string folder = Path.Combine(root, name);
        Skip.IfNot(Directory.Exists(folder), $"The data set {name} is not on this machine; set INSTRUCTREC_DATA to the folder that holds it.");
        return folder;
    }
}
