using System.Reflection;
using InstructRec.Testing;

namespace InstructRec.Training.Tests;

/// <summary>Training in a process of its own, one thread wide.</summary>
internal static class TrainingHost
{
    private static readonly string Program = Path.Combine(
        typeof(TrainingHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(m => m.Key == "TestHostFolder").Value!, "InstructRec.TestHost.dll");

    public static ChildProcess Run(params string[] arguments) => ChildProcess.Run("dotnet", [Program, .. arguments], limit: TimeSpan.FromMinutes(5));
}
