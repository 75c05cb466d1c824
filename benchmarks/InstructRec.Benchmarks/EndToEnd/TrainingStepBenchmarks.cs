using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Profiling;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.EndToEnd;

/// <summary>A training step: forward, backward, clipping, AdamW.</summary>
public class TrainingStepBenchmarks
{
    private T5ForConditionalGeneration _model = null!;
    private TrainWork _work = null!;

    /// <summary>The network.</summary>
    [Params(BenchmarkedModel.Small)]
    public BenchmarkedModel Model { get; set; }

    /// <summary>Instructions in a batch.</summary>
    [Params(1, 8)]
    public int Batch { get; set; }

    /// <summary>The type of the weights.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>Makes network, optimiser and batch.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        _model = RandomNetwork.Create(Model.Config(), Type);
        _work = new TrainWork(_model, Batch, Model == BenchmarkedModel.Tiny ? 16 : 256);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _work.Dispose();
        _model.Dispose();
    }

    /// <summary>The step.</summary>
    [Benchmark]
    public void Step() => _work.Whole();
}
