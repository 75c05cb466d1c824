using System.Globalization;
using System.Runtime.InteropServices;
using InstructRec.Checkpoints;
using InstructRec.T5;
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
        T5Config config = TinyConfig.Tied with { VocabularySize = 16_000, ModelDimension = 512, KeyValueDimension = 64, HeadCount = 8, FeedForwardDimension = 1024, EncoderLayerCount = 3, DecoderLayerCount = 3 };
        using (DisposeScope written = NewDisposeScope())
        {
            PretrainedWriter.Write(config, TensorLayout.Of(config).ToDictionary(t => t.Name, t => ones(t.Shape, ScalarType.BFloat16)), folder.Path, new PretrainedSaveOptions { DataType = stored });
        }

        PretrainedFolder opened = PretrainedFolder.Open(folder.Path);

        // What earlier tests freed must not be at hand, or nothing new would be taken.
        GC.Collect();
        TrimHeap(0);
        long before = AnonymousBytes();
        using CancellationTokenSource done = new();
        Task<long> watch = Task.Factory.StartNew(() => Highest(done.Token), TaskCreationOptions.LongRunning);
        long weights;
        using (DisposeScope scope = NewDisposeScope())
        {
            Dictionary<string, Tensor> parameters = ParameterSet.Empty(config, loaded);
            opened.CopyTo(parameters, logger: null);
            weights = parameters.Values.Sum(t => t.numel() * t.element_size());
            done.Cancel();
            parameters.Values.Should().OnlyContain(t => t.eq(1).all().item<bool>());
        }

        long peak = watch.GetAwaiter().GetResult() - before;
        // The lower bound only shows that something was measured: part of the memory may have been at hand.
        peak.Should().BeInRange(weights / 2, weights * 12 / 10);
    }

    private static long Highest(CancellationToken done)
    {
        long highest = AnonymousBytes();
        while (!done.IsCancellationRequested)
        {
            Thread.Sleep(1);
            highest = Math.Max(highest, AnonymousBytes());
        }

        return Math.Max(highest, AnonymousBytes());
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int TrimHeap(nint keep);

    private static long AnonymousBytes() =>
        long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}
