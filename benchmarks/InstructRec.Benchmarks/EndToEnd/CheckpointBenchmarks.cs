using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Checkpoints;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.EndToEnd;

/// <summary>Reading a checkpoint from the disk's cache, and writing it.</summary>
public class CheckpointBenchmarks
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"checkpoint-{Guid.NewGuid():N}");
    private T5ForConditionalGeneration _model = null!;

    /// <summary>The network.</summary>
    [Params(BenchmarkedModel.Small)]
    public BenchmarkedModel Model { get; set; }

    /// <summary>The type in memory; the file is float32.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>Writes it.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Directory.CreateDirectory(_folder);
        _model = RandomNetwork.Create(Model.Config());
        Save();
    }

    /// <summary>Deletes it.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Opens the folder and fills a network.</summary>
    [Benchmark(Baseline = true)]
    public void Load() => PretrainedFolder.Open(_folder).LoadModel(dtype: Type).Dispose();

    /// <summary>Writes the folder, in float32.</summary>
    [Benchmark]
    [Only(nameof(Type), ScalarType.Float32)]
    public void Save() => PretrainedFolder.Save(_model, _model.Config, _folder);
}
