using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using InstructRec.Testing;

namespace InstructRec.Tests.Architecture;

public sealed class ArchitectureTests
{
    private static readonly string[] NativeRooms = ["T5", "Scoring", "Decoding", "Checkpoints"];

    /// <summary>What a room must not know. A room that is not named may know everything.</summary>
    private static readonly Dictionary<string, string[]> Forbidden = new()
    {
        ["Catalog"] = ["Instructions", "Templates", "Tokenization", "T5", "Checkpoints", "Runtime", "Recommendation", "Hosting"],
        ["Instructions"] = ["Templates", "Tokenization", "T5", "Scoring", "Decoding", "Checkpoints", "Runtime", "Retrieval", "Recommendation", "Hosting"],
        ["Templates"] = ["T5", "Scoring", "Decoding", "Checkpoints", "Runtime", "Retrieval", "Recommendation", "Hosting"],
        ["Tokenization"] = ["Catalog", "Instructions", "Templates", "T5", "Scoring", "Decoding", "Checkpoints", "Runtime", "Retrieval", "Recommendation", "Hosting"],
        ["T5"] = ["Catalog", "Instructions", "Templates", "Scoring", "Decoding", "Checkpoints", "Retrieval", "Recommendation", "Hosting"],
        ["Checkpoints"] = ["Instructions", "Templates", "Scoring", "Decoding", "Retrieval", "Recommendation", "Hosting"],
        ["Scoring"] = ["Templates", "Retrieval", "Recommendation", "Hosting"],
        ["Decoding"] = ["Templates", "Scoring", "Retrieval", "Recommendation", "Hosting"],
        ["Retrieval"] = ["Templates", "T5", "Scoring", "Decoding", "Checkpoints", "Recommendation", "Hosting"],
        ["Runtime"] = ["Catalog", "Instructions", "Templates", "Scoring", "Decoding", "Retrieval", "Recommendation", "Hosting"],
        ["Recommendation"] = ["Hosting"],
    };

    /// <summary>The packages in their order: each may know those before it.</summary>
    private static readonly string[] Packages = ["InstructRec", "InstructRec.Data", "InstructRec.Evaluation", "InstructRec.Training"];

    private static Assembly Core => typeof(InstructRecException).Assembly;

    [Fact]
    public void No_native_type_shows_outside_the_rooms_that_own_native_memory()
    {
        BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<string> shown = Core.GetExportedTypes().Where(t => !NativeRooms.Contains(Room(t))).SelectMany(type =>
            type.GetMembers(all).Where(IsVisible).SelectMany(m => TypeReferences.Signature(m).Select(s => (Place: $"{type.Name}.{m.Name}", Type: s)))
                .Concat(TypeReferences.Heritage(type).Select(h => (Place: type.Name, Type: h))))
            .Where(s => TypeReferences.Parts(s.Type).Any(IsNative)).Select(s => s.Place);

        shown.Should().BeEmpty();
        Core.GetExportedTypes().Should().Contain(t => NativeRooms.Contains(Room(t)) && t.GetMembers(all).Where(IsVisible).SelectMany(TypeReferences.Signature).SelectMany(TypeReferences.Parts).Any(IsNative), "the search must be able to find them");
    }

    [Fact]
    public void Rooms_depend_one_way()
    {
        List<string> broken = [];
        HashSet<string> seen = [];
        foreach (Type type in Core.GetTypes().Where(t => !t.IsNested && Room(t) is { Length: > 0 }))
        {
            HashSet<string> known = [.. TypeReferences.Of(type).Where(t => t.Assembly == Core).Select(Room)];
            seen.UnionWith(known.Select(k => $"{Room(type)} knows {k}"));
            broken.AddRange(Forbidden.GetValueOrDefault(Room(type), []).Where(known.Contains).Select(room => $"{type.FullName} knows {room}"));
        }

        broken.Should().BeEmpty();
        seen.Should().Contain(["Templates knows Instructions", "Checkpoints knows T5"], "the search must be able to find them");
    }

    [Fact]
    public void Packages_depend_one_way_and_take_the_native_files_from_the_host()
    {
        foreach (string project in Directory.GetFiles(RepositoryFolder.Find("src"), "*.csproj", SearchOption.AllDirectories))
        {
            XDocument document = XDocument.Load(project);
            string name = Path.GetFileNameWithoutExtension(project);
            int place = Array.IndexOf(Packages, name);
            string[] references = [.. document.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))];

            references.Where(r => place >= 0 && (!Packages.Contains(r) || Array.IndexOf(Packages, r) >= place)).Should().BeEmpty($"{name} comes after what it knows");
            document.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value).Should().NotContain(p => p.StartsWith("TorchSharp-", StringComparison.Ordinal) || p.StartsWith("libtorch", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Packages_without_a_network_know_no_native_library() =>
        Sources().Where(s => s.Project is "InstructRec.Data" or "InstructRec.Evaluation").Where(s => s.Text.Contains("TorchSharp", StringComparison.Ordinal)).Select(s => s.Path).Should().BeEmpty();

    [Fact]
    public void Every_file_lies_in_the_folder_of_its_namespace()
    {
        (string Project, string Path, string Text)[] sources = [.. Sources()];
        sources.Should().NotBeEmpty();
        foreach ((string project, string path, string text) in sources)
        {
            string? folder = Path.GetDirectoryName(path);
            string expected = string.IsNullOrEmpty(folder) ? project : $"{project}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
            foreach (Match match in Regex.Matches(text, @"^namespace ([\w.]+)", RegexOptions.Multiline))
            {
                match.Groups[1].Value.Should().Be(expected, path);
            }
        }
    }

    [Fact]
    public void Every_public_type_has_a_file_of_its_own_and_nothing_is_static_and_mutable()
    {
        HashSet<string> files = [.. Sources().Select(s => Path.GetFileNameWithoutExtension(s.Path))];
        Core.GetExportedTypes().Where(t => !t.IsNested).Select(t => t.Name.Split('`')[0]).Should().OnlyContain(name => files.Contains(name));

        BindingFlags statics = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;
        Core.GetTypes().Where(t => !IsGenerated(t)).SelectMany(t => t.GetFields(statics)).Where(f => f is { IsInitOnly: false, IsLiteral: false } && !f.Name.Contains('<') && f.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null)
            .Select(f => $"{f.DeclaringType}.{f.Name}").Should().BeEmpty();
    }

    private static IEnumerable<(string Project, string Path, string Text)> Sources() =>
        from project in Directory.GetDirectories(RepositoryFolder.Find("src"))
        from file in Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(project, file)
        where !path.StartsWith("obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !path.StartsWith("bin" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        select (Path.GetFileName(project), path, File.ReadAllText(file));

    private static string Room(Type type)
    {
        string name = type.Namespace ?? string.Empty;
        return name.StartsWith("InstructRec.", StringComparison.Ordinal) ? name.Split('.')[1] : string.Empty;
    }

    private static bool IsNative(Type type) => type.Assembly.GetName().Name!.StartsWith("TorchSharp", StringComparison.Ordinal);

    private static bool IsGenerated(Type type) => type.Name.Contains('<') || type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null || (type.DeclaringType is { } outer && IsGenerated(outer));

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo e => e.AddMethod is { } add && IsVisible(add),
        _ => false,
    };
}
