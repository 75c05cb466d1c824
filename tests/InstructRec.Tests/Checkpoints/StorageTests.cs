using System.Runtime.InteropServices;
using InstructRec.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Checkpoints;

[Collection("native")]
public sealed class StorageTests
{
    private const int FileSizeLimit = 1;
    private const int FileSizeSignal = 25;

    [Fact]
    public void A_failure_in_the_middle_keeps_the_previous_file_and_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("a"), "before");

        FluentActions.Invoking(() => AtomicFile.Write(folder.Of("a"), stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device");
        })).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Storage);
        FluentActions.Invoking(() => AtomicFile.Write(folder.Of("a"), _ => throw new OperationCanceledException())).Should().Throw<OperationCanceledException>();

        File.ReadAllText(folder.Of("a")).Should().Be("before");
        Directory.GetFiles(folder.Path).Should().ContainSingle();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_reported()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("file"), "in the way");
        Dictionary<string, Tensor> parameters = ParameterSet.Random(TinyConfig.Tied);

        FluentActions.Invoking(() => PretrainedWriter.Write(TinyConfig.Tied, parameters, folder.Of("file", "under"), new PretrainedSaveOptions()))
            .Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Storage);
        FluentActions.Invoking(() => new CheckpointManifest().Write(folder.Of("absent"))).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Storage);
    }

    [SkippableFact]
    public void No_room_for_a_checkpoint_keeps_the_one_before()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The limit on file sizes is set through Linux's own call.");
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        PretrainedWriter.Write(TinyConfig.Tied, ParameterSet.Random(TinyConfig.Tied), folder.Path, new PretrainedSaveOptions());
        Dictionary<string, Tensor> before = ParameterSet.Load(folder.Path);
        string[] names = Directory.GetFiles(folder.Path);
        InstructRec.T5.T5Config larger = TinyConfig.Tied with { VocabularySize = 100_000 };

        // The kernel refuses to write past the limit, as it does on a full disk; the signal would end the process.
        nint handler = Signal(FileSizeSignal, 1);
        ReadLimit(FileSizeLimit, out Limit limit);
        SetLimit(FileSizeLimit, limit with { Soft = 300_000 }).Should().Be(0);
        InstructRecException refusal;
        try
        {
            refusal = FluentActions.Invoking(() => PretrainedWriter.Write(larger, ParameterSet.Random(larger), folder.Path, new PretrainedSaveOptions())).Should().Throw<InstructRecException>().Which;
        }
        finally
        {
            SetLimit(FileSizeLimit, limit);
            Signal(FileSizeSignal, handler);
        }

        refusal.Kind.Should().Be(InstructRecErrorKind.Storage);
        refusal.Where.Should().Be(folder.Of("model.safetensors"));
        ParameterSet.Load(folder.Path).ShouldEqual(before);
        Directory.GetFiles(folder.Path).Should().BeEquivalentTo(names);
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint Signal(int number, nint handler);

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int ReadLimit(int resource, out Limit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit(ulong Soft, ulong Hard);
}
