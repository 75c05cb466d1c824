using System.Reflection;
using InstructRec.Testing;

namespace Evaluate.Tests;

/// <summary>The sample as a child process.</summary>
internal static class Sample
{
    public static readonly string Program = typeof(Sample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Evaluate").Value!;

    public static ChildProcess Run(TemporaryFolder folder, string arguments) =>
        ChildProcess.Run("dotnet", [Program, .. arguments.Split(' ')], folder.Path, TimeSpan.FromMinutes(4));
}
