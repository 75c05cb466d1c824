using InstructRec.Testing;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The script that makes a folder for a machine with a GPU and no .NET: what it refuses, what it checks, and how the folder finds libtorch.</summary>
public class PublishGpuTests
{
    private const string Program = "InstructRec.GpuProfile";
    private static readonly string Script = RepositoryFolder.Find("benchmarks", "publish-gpu.sh");

    [SkippableTheory]
    [InlineData("--colour", "--colour is unknown")]
    [InlineData("one two", "one folder at most")]
    [InlineData("--check", "--check wants one folder")]
    [InlineData("--check nowhere", "nowhere is no folder")]
    public void Wrong_arguments_are_one_line_and_2(string arguments, string expected)
    {
        ChildProcess run = Publish(arguments.Split(' '));

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(expected);
        run.Error.Trim().Should().NotContain("\n");
    }

    [SkippableFact]
    public void A_folder_that_holds_other_things_is_left_alone()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("letters.txt"), "dear");

        ChildProcess run = Publish(folder.Path);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("holds other things");
        File.ReadAllText(folder.Of("letters.txt")).Should().Be("dear");
        Publish(folder.Of("letters.txt")).Error.Should().Contain("is a file");
    }

    [SkippableFact]
    public void A_complete_folder_passes_and_what_is_missing_too_large_or_the_machines_own_is_named()
    {
        using TemporaryFolder folder = new();
        Published(folder);
        Publish("--check", folder.Path).Should().Be(new ChildProcess(0, $"{folder.Path}: 1 MiB\n", string.Empty));

        File.WriteAllText(folder.Of("libtorch_cpu.so"), string.Empty);
        Fails("libtorch_cpu.so is libtorch's own");
        File.Delete(folder.Of("libtorch_cpu.so"));

        using (FileStream large = File.Create(folder.Of("large")))
        {
            large.SetLength(60 << 20);
        }

        Fails("60 is the most");
        File.Delete(folder.Of("large"));

        File.Delete(folder.Of("libLibTorchSharp.so"));
        Fails("libLibTorchSharp.so is not in");

        void Fails(string expected)
        {
            ChildProcess run = Publish("--check", folder.Path);
            run.ExitCode.Should().Be(1);
            run.Error.Should().Contain(expected);
        }
    }

    [SkippableFact]
    public void The_folder_runs_with_the_machines_libtorch()
    {
        using TemporaryFolder folder = new(), torch = new();
        Published(folder);
        File.WriteAllText(torch.Of("libtorch_cpu.so"), string.Empty);

        ChildProcess run = ChildProcess.Run("env", ["-u", "LD_LIBRARY_PATH", $"TORCH_LIB={torch.Path}", folder.Of("run.sh"), "--device", "cuda"]);

        run.Error.Should().BeEmpty();
        run.Output.Should().Be($"{torch.Path}:{folder.Path} --device cuda\n");
    }

    [SkippableFact]
    public void A_machine_without_libtorch_is_told_where_to_name_it()
    {
        using TemporaryFolder folder = new(), empty = new();
        Published(folder);

        ChildProcess run = ChildProcess.Run("env", [$"TORCH_LIB={empty.Path}", folder.Of("run.sh"), "--device", "cuda"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("set TORCH_LIB");
        run.Error.Trim().Should().NotContain("\n");
    }

    /// <summary>Two minutes of a processor, and the network where the runtime's package is not at hand: run it with INSTRUCTREC_PUBLISH_GPU=1.</summary>
    [SkippableFact]
    public void The_script_makes_a_folder_that_profiles_with_a_libtorch_from_elsewhere_and_refuses_what_is_wrong_in_one_line()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("INSTRUCTREC_PUBLISH_GPU") == "1", "INSTRUCTREC_PUBLISH_GPU=1 asks for it.");
        using TemporaryFolder folder = new();
        ChildProcess published = ChildProcess.Run("bash", [Script, folder.Of("gpu")], limit: TimeSpan.FromMinutes(30));
        published.ExitCode.Should().Be(0, published.Error);
        Publish("--check", folder.Of("gpu")).ExitCode.Should().Be(0);

        string libtorch = Path.GetDirectoryName(Directory.GetFiles(AppContext.BaseDirectory, "libtorch_cpu.so", SearchOption.AllDirectories).First())!;
        ChildProcess Profile(params string[] arguments) => ChildProcess.Run("env", [$"TORCH_LIB={libtorch}", folder.Of("gpu", "run.sh"), .. arguments], limit: TimeSpan.FromMinutes(10));
        ChildProcess run = Profile("--model", "tiny", "--what", "encode", "--rounds", "1", "--threads", "1", "--out", folder.Of("out"));
        run.ExitCode.Should().Be(0, run.Error);
        File.ReadAllText(folder.Of("out", "encode-tiny-fp32-cpu.json")).Should().Contain("\"command\": \"profile --model tiny --what encode");
        run = Profile("--device", "cuda:x");
        run.ExitCode.Should().Be(1);
        run.Error.Trim().Should().Contain("cuda:x").And.NotContain("\n");
    }

    private static ChildProcess Publish(params string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The script is for Linux.");
        return ChildProcess.Run("bash", [Script, .. arguments]);
    }

    /// <summary>A folder as the script makes it, with a program that says how it was started.</summary>
    private static void Published(TemporaryFolder folder)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The script is for Linux.");
        File.Copy(RepositoryFolder.Find("benchmarks", Program, "run.sh"), folder.Of("run.sh"));
        File.WriteAllText(folder.Of(Program), "#!/bin/sh\necho \"$LD_LIBRARY_PATH $*\"\n");
        foreach (string name in new[] { "run.sh", Program })
        {
            ChildProcess.Run("chmod", ["+x", folder.Of(name)]).ExitCode.Should().Be(0);
        }

        foreach (string library in new[] { "libLibTorchSharp.so", "libcoreclr.so" })
        {
            File.WriteAllText(folder.Of(library), string.Empty);
        }
    }
}
