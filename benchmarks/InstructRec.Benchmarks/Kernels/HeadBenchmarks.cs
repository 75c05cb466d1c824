using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>The vocabulary head and its log-softmax: all rows at once, and in chunks that stay in the cache.</summary>
public class HeadBenchmarks
{
    private T5ForConditionalGeneration _model = null!;
    private Tensor _states = null!;

    /// <summary>The network.</summary>
    [Params(BenchmarkedModel.Small)]
    public BenchmarkedModel Model { get; set; }

    /// <summary>Positions that are weighed.</summary>
    [Params(1, 32, 128, 1054)]
    public int Rows { get; set; }

    /// <summary>The network's type.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>Makes head and states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        T5Config config = Model.Config() with { EncoderLayerCount = 1, DecoderLayerCount = 1 };
        _model = RandomNetwork.Create(config, Type);
        _states = randn(Rows, config.ModelDimension, dtype: Type);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _states.Dispose();
        _model.Dispose();
    }

    /// <summary>The product alone.</summary>
    [Benchmark]
    public void Product() => Run(() => _model.Head(_states));

    /// <summary>Everything at once, by libtorch's log-softmax.</summary>
    [Benchmark(Baseline = true)]
    public void Whole() => Run(() => nn.functional.log_softmax(_model.Head(_states).to_type(ScalarType.Float32), -1));

    /// <summary>128 rows at a time, by libtorch's log-softmax.</summary>
    [Benchmark]
    [Only(nameof(Rows), 1054)]
    public void Chunks() => InChunks(logits => nn.functional.log_softmax(logits.to_type(ScalarType.Float32), -1).Dispose());

    /// <summary>128 rows at a time, by the normaliser that scoring uses.</summary>
    [Benchmark]
    public void ChunksNormalised() => InChunks(logits =>
    {
        Tensor wide = logits.to_type(ScalarType.Float32).contiguous();
        Span<float> all = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(wide.bytes);
        int vocabulary = (int)wide.shape[1];
        for (int row = 0; row < wide.shape[0]; row++)
        {
            LogSumExp.Of(all.Slice(row * vocabulary, vocabulary));
        }
    });

    private void InChunks(Action<Tensor> use)
    {
        for (int from = 0; from < Rows; from += 128)
        {
            int count = Math.Min(128, Rows - from), start = from;
            Run(() =>
            {
                Tensor logits = _model.Head(_states.narrow(0, start, count));
                use(logits);
                return logits;
            });
        }
    }

    private static void Run(Func<Tensor> work)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        work();
    }
}
