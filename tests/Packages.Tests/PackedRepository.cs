using System.Globalization;
using InstructRec.Testing;

namespace Packages.Tests;

/// <summary>The packages as a release would make them, from a copy of the sources, under a version that nobody else has.</summary>
public sealed class PackedRepository : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackedRepository()
    {
        foreach (string file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig", "LICENSE", "README.md" })
        {
            File.Copy(RepositoryFolder.Find(file), _folder.Of(file));
        }

        Copy("src");
        Copy("build");
        string traversal = _folder.Of("all.proj");
        File.WriteAllText(traversal, """
            <Project>
              <ItemGroup><Library Include="src/*/*.csproj" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Library)" Targets="Restore" Properties="Configuration=Release;RestoreRun=1" /></Target>
              <Target Name="Pack"><MSBuild Projects="@(Library)" Targets="Pack" Properties="Configuration=Release" /></Target>
            </Project>
            """);
        foreach (string target in new[] { "Restore", "Pack" })
        {
            ChildProcess run = ChildProcess.Run(
                "dotnet",
                ["msbuild", traversal, $"-t:{target}", "-v:q", "-nologo", $"-p:Version={Version}", $"-p:PackageOutputPath={Folder}", "-nodeReuse:false"],
                _folder.Path,
                TimeSpan.FromMinutes(10));
            run.ExitCode.Should().Be(0, $"{target}: {run.Output}{run.Error}");
        }
    }

    /// <summary>Unique, so that no cache of this machine can hold an older package of it.</summary>
    public string Version { get; } = $"0.0.1-test{DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture)}";

    public string Folder => _folder.Of("packages");

    public string Of(params string[] parts) => _folder.Of(parts);

    public void Dispose() => _folder.Dispose();

    private void Copy(string name)
    {
        string root = RepositoryFolder.Find(name);
        char separator = Path.DirectorySeparatorChar;
        foreach (string file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(root, file);
            if (!$"{separator}{relative}".Contains($"{separator}bin{separator}") && !$"{separator}{relative}".Contains($"{separator}obj{separator}"))
            {
                string target = _folder.Of(name, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }
}
