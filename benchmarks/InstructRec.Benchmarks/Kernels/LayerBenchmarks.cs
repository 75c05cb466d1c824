using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Profiling;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>What lies between the attentions: norm, feed-forward, and libtorch's layer norm for comparison.</summary>
public class LayerBenchmarks
{
    private T5ForConditionalGeneration _model = null!;
    private Tensor _hidden = null!;

    /// <summary>The network.</summary>
    [Params(BenchmarkedModel.Small)]
    public BenchmarkedModel Model { get; set; }

    /// <summary>Tokens.</summary>
    [Params(1, 64, 512, 4096)]
    public int Rows { get; set; }

    /// <summary>The network's type.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>Makes layer and input.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        T5Config config = Model.Config() with { VocabularySize = 100, EncoderLayerCount = 1, DecoderLayerCount = 1 };
        _model = RandomNetwork.Create(config, Type);
        _hidden = randn(1, Rows, config.ModelDimension, dtype: Type);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _hidden.Dispose();
        _model.Dispose();
    }

    /// <summary>libtorch's layer norm, which subtracts a mean as well.</summary>
    [Benchmark(Baseline = true)]
    public void LayerNorm() => Run(() => nn.functional.layer_norm(_hidden, [_hidden.shape[^1]]));

    /// <summary>T5's norm.</summary>
    [Benchmark]
    public void RmsNorm() => Run(() => _model.Encoder.FinalNorm.Apply(_hidden));

    /// <summary>The gated feed-forward.</summary>
    [Benchmark]
    public void FeedForward() => Run(() => _model.Encoder.Blocks[0].FeedForward.Apply(_hidden));

    private static void Run(Func<Tensor> work)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        work();
    }
}
