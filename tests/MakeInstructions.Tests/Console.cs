using System.Reflection;
using InstructRec.Testing;

namespace MakeInstructions.Tests;

/// <summary>The sample as a process of its own, in a folder that is gone afterwards.</summary>
internal sealed class Console : IDisposable
{
    public static string Program { get; } = typeof(Console).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "MakeInstructions").Value!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("instructrec-").FullName;

    public string Of(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Writes a file of a folder of data.</summary>
    public void Write(string folder, string name, string text)
    {
        Directory.CreateDirectory(Of(folder));
        File.WriteAllText(Of(folder, name), text);
    }

    /// <summary>Runs it with arguments that stand between spaces.</summary>
    public ChildProcess Run(string arguments) => ChildProcess.Run("dotnet", [Program, .. arguments.Split(' ')], Folder, TimeSpan.FromMinutes(3));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
