using System.Globalization;
using System.Reflection;
using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Checkpoints;

[Collection("native")]
public sealed class LoadingMemoryTests
{
    [SkippableTheory]
    [InlineData(ScalarType.Float32, ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16)]
    public void Takes_little_more_memory_of_its_own_than_the_weights(ScalarType stored, ScalarType loaded)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Anonymous memory is read from Linux's /proc.");
        using TemporaryFolder folder = new();
        // Large enough that what the runtime takes of its own, some ten megabytes, tells little.
        T5Config config = TinyConfig.Tied with { VocabularySize = 16_000, ModelDimension = 512, KeyValueDimension = 64, HeadCount = 8, FeedForwardDimension = 1024, EncoderLayerCount = 10, DecoderLayerCount = 10 };
        using (DisposeScope written = NewDisposeScope())
        {
            PretrainedWriter.Write(config, TensorLayout.Of(config).ToDictionary(t => t.Name, t => ones(t.Shape, ScalarType.BFloat16)), folder.Path, new PretrainedSaveOptions { DataType = stored });
        }

        string host = typeof(LoadingMemoryTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(m => m.Key == "TestHostFolder").Value!;
        ChildProcess run = ChildProcess.Run("dotnet", [Path.Combine(host, "InstructRec.TestHost.dll"), "loading-memory", folder.Path, loaded.ToString()]);

        run.ExitCode.Should().Be(0, run.Error);
        long[] bytes = [.. run.Output.Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        bytes[1].Should().BeInRange(bytes[0] * 9 / 10, bytes[0] * 12 / 10);
    }
}
