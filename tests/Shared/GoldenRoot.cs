namespace InstructRec.Testing;

/// <summary>Where the reference values lie: the folder named by INSTRUCTREC_GOLDEN, else tests/golden of this repository.</summary>
internal static class GoldenRoot
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("INSTRUCTREC_GOLDEN") is { Length: > 0 } set ? set : RepositoryFolder.Find("tests", "golden");

    public static string Of(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>The names of the folders under one of the root's folders, so that tests discover their cases.</summary>
    public static IReadOnlyList<string> Cases(params string[] parts) =>
        Directory.Exists(Of(parts)) ? [.. Directory.GetDirectories(Of(parts)).Select(d => System.IO.Path.GetFileName(d)).Order(StringComparer.Ordinal)] : [];
}
