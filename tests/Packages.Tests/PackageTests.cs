using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;
using InstructRec.Testing;

namespace Packages.Tests;

public sealed class PackageTests(PackedRepository packed) : IClassFixture<PackedRepository>
{
    private static readonly string[] Names = [.. Directory.GetDirectories(RepositoryFolder.Find("src")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Each_package_has_readme_icon_licence_documentation_and_symbols_with_sources()
    {
        Names.Should().Contain(["InstructRec", "InstructRec.Data", "InstructRec.Evaluation", "InstructRec.Training", "InstructRec.AspNetCore"]);
        foreach (string name in Names)
        {
            using ZipArchive package = ZipFile.OpenRead(Path.Combine(packed.Folder, $"{name}.{packed.Version}.nupkg"));
            package.Entries.Select(e => e.FullName).Should().Contain(["README.md", "icon.png", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"], name);
            XElement metadata = Nuspec(package, name);
            Value(metadata, "license").Should().Be("MIT");
            Value(metadata, "readme").Should().Be("README.md");
            Value(metadata, "icon").Should().Be("icon.png");
            Value(metadata, "description").Should().NotBeNullOrWhiteSpace().And.NotBe("Package Description");
            metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value)
                .Should().NotContain(id => id.StartsWith("TorchSharp-", StringComparison.Ordinal) || id.StartsWith("libtorch", StringComparison.Ordinal), "the native package is the host's choice");

            using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(packed.Folder, $"{name}.{packed.Version}.snupkg"));
            using Stream stream = symbols.GetEntry($"lib/net10.0/{name}.pdb")!.Open();
            using MemoryStream pdb = new();
            stream.CopyTo(pdb);
            pdb.Position = 0;
            using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
            MetadataReader reader = provider.GetMetadataReader();
            Guid embedded = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
            int sources = reader.CustomDebugInformation.Count(h => reader.GetGuid(reader.GetCustomDebugInformation(h).Kind) == embedded);
            sources.Should().BeGreaterThanOrEqualTo(reader.Documents.Count - 2, "a debugger shows the sources without a server");
        }
    }

    [Fact]
    public void The_core_depends_on_abstractions_only()
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(packed.Folder, $"InstructRec.{packed.Version}.nupkg"));
        Nuspec(package, "InstructRec").Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value)
            .Where(id => id.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).Should().OnlyContain(id => id.EndsWith(".Abstractions", StringComparison.Ordinal) || id == "Microsoft.Extensions.Options");
    }

    [Fact]
    public void A_fresh_host_outside_the_repository_restores_builds_and_ranks()
    {
        using TemporaryFolder host = new();
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        // A package cache of its own, which may read the machine's: nothing of this test stays behind in that one.
        File.WriteAllText(host.Of("nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{host.Of("cache")}" /></config>
              <packageSources><add key="packed" value="{packed.Folder}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
        string references = string.Concat(Names.Select(name => $"""<PackageReference Include="{name}" Version="{packed.Version}" />"""));
        File.WriteAllText(host.Of("Fresh.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>false</SelfContained>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                {references}
                <PackageReference Include="TorchSharp-cpu" Version="[0.107.0]" />
                <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="[10.0.12]" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(host.Of("Program.cs"), """
            using InstructRec.Catalog;
            using InstructRec.Hosting;
            using InstructRec.Instructions;
            using InstructRec.Recommendation;
            using Microsoft.Extensions.DependencyInjection;

            var services = new ServiceCollection();
            services.AddInstructRec(o => o.Checkpoint = args[0]).UseCache();
            await using ServiceProvider provider = services.BuildServiceProvider();
            var ranking = await provider.GetRequiredService<InstructionRecommender>().RankAsync(
                new Instruction { Intention = Intention.Vague("a film for children") }, [new Item("1", "Toy Story (1995)"), new Item("2", "Heat (1995)")]);
            Console.WriteLine($"{ranking.Items.Count} ranked");
            """);

        ChildProcess build = ChildProcess.Run("dotnet", ["build", "-c", "Release", "-v", "q", "-nologo", "-nodeReuse:false"], host.Path, TimeSpan.FromMinutes(10));
        build.ExitCode.Should().Be(0, build.Output + build.Error);
        ChildProcess run = ChildProcess.Run("dotnet", [host.Of("bin", "Release", "net10.0", "linux-x64", "Fresh.dll"), RepositoryFolder.Find("samples", "QuickStart", "Model")], host.Path);
        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Trim().Should().Be("2 ranked");
        Directory.Exists(Path.Combine(cache, "instructrec", packed.Version)).Should().BeFalse();
    }

    private static XElement Nuspec(ZipArchive package, string name)
    {
        using Stream stream = package.GetEntry($"{name}.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
    }

    private static string? Value(XElement metadata, string name) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
}
