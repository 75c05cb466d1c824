using System.Reflection;
using System.Text;
using InstructRec.Testing;

namespace InstructRec.Tests.Runtime;

/// <summary>What a host sees when the native libraries are there, are missing, or ask for a newer libstdc++ than the system has.</summary>
public class NativeLoadingTests
{
    private const string Bridge = "libLibTorchSharp.so";

    [Fact]
    public void A_host_built_by_this_repository_loads_them()
    {
        ChildProcess run = RunHost(Metadata("TestHostFolder"), "cpu");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Output = "cpu" + Environment.NewLine });
    }

    [Fact]
    public void A_host_without_a_native_package_is_told_which_to_reference()
    {
        using var folder = new TemporaryFolder();
        CopyHost(folder.Path, file => !file.Contains("torch", StringComparison.OrdinalIgnoreCase) || file.EndsWith("TorchSharp.dll", StringComparison.Ordinal));

        ChildProcess run = RunHost(folder.Path, "cpu");

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith("Runtime: ").And.Contain("TorchSharp-cpu 0.107.0").And.Contain(".so was not found");
        run.Error.Trim().Should().NotContain("\n", "a user reads one line");
        run.Output.Should().BeEmpty();
    }

    [SkippableFact]
    public void A_host_without_the_mend_on_an_old_system_is_told_what_it_is_and_what_to_do()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has the version need.");
        using var folder = new TemporaryFolder();
        CopyHost(folder.Path, file => file != Bridge);
        byte[] original = File.ReadAllBytes(Path.Combine(Metadata("TorchSharpPackage"), "runtimes", "linux-x64", "native", Bridge));
        File.WriteAllBytes(Path.Combine(folder.Path, Bridge), AskingForTheFuture(original));

        ChildProcess run = RunHost(folder.Path, "cpu");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("C++ runtime is older").And.Contain("GLIBCXX_").And.Contain("Ubuntu 24.04").And.Contain("NativeCompatibility.targets");
        run.Error.Trim().Should().NotContain("\n");
    }

    [Fact]
    public void Cuda_that_is_not_there_is_an_error_that_names_the_package()
    {
        ChildProcess run = RunHost(Metadata("TestHostFolder"), "cuda:7");

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith("Runtime: Device = cuda:7: ");
    }

    // Every libstdc++ lacks this version, so the test says the same on systems that are new enough for the real one.
    private static byte[] AskingForTheFuture(byte[] image)
    {
        byte[] from = Encoding.ASCII.GetBytes("GLIBCXX_3.4.32\0");
        int at = image.AsSpan().IndexOf(from);
        at.Should().BePositive();
        Encoding.ASCII.GetBytes("GLIBCXX_9.4.32\0").CopyTo(image, at);
        return image;
    }

    private static ChildProcess RunHost(string folder, string device) =>
        ChildProcess.Run("dotnet", [Path.Combine(folder, "InstructRec.TestHost.dll"), "load", device], folder);

    private static void CopyHost(string target, Func<string, bool> wanted)
    {
        foreach (string file in Directory.GetFiles(Metadata("TestHostFolder")))
        {
            string copy = Path.Combine(target, Path.GetFileName(file));
            if (wanted(Path.GetFileName(file)) && new FileInfo(file).Length > 10_000_000)
            {
                File.CreateSymbolicLink(copy, Path.GetFullPath(file));
            }
            else if (wanted(Path.GetFileName(file)))
            {
                File.Copy(file, copy);
            }
        }
    }

    private static string Metadata(string key) =>
        typeof(NativeLoadingTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
