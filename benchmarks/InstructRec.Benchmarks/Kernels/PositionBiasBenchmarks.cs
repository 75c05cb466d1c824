using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Profiling;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>Making the position bias of a pass: of a sequence to itself, of a packed tree, of a step; beside a look-up per pair.</summary>
public class PositionBiasBenchmarks
{
    private T5ForConditionalGeneration _model = null!;
    private PackedTargets _targets = null!;
    private DisposeScope _scope = null!;

    /// <summary>Positions, or nodes.</summary>
    [Params(64, 256, 512, 1024, 2048)]
    public int Length { get; set; }

    /// <summary>Makes table and tree.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        _model = RandomNetwork.Create(ModelShapes.Tiny with { HeadCount = 6 });
        _scope = NewDisposeScope();
        Tensor place = arange(Length, ScalarType.Int64), title = place.div(12, RoundingMode.floor);
        Tensor visible = title.unsqueeze(0).eq(title.unsqueeze(1)).logical_and(place.unsqueeze(0).le(place.unsqueeze(1))).unsqueeze(0);
        _targets = new PackedTargets(zeros(1, Length, dtype: ScalarType.Int64), place.remainder(12).unsqueeze(0), visible, 11);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _scope.Dispose();
        _model.Dispose();
    }

    /// <summary>A bucket looked up for every pair.</summary>
    [Benchmark(Baseline = true)]
    public void PairByPair() => Run(() =>
    {
        long[] buckets = new long[Length * Length];
        for (int i = 0; i < buckets.Length; i++)
        {
            buckets[i] = RelativePositionBuckets.Of((i % Length) - (i / Length), 32, 128, true);
        }

        return _model.Encoder.Bias.Weight.index_select(0, tensor(buckets)).view(Length, Length, -1).permute(2, 0, 1).contiguous();
    });

    /// <summary>A period of it, repeated.</summary>
    [Benchmark]
    public void Square() => Run(() => _model.Encoder.Bias.Square(Length).contiguous());

    /// <summary>Between the nodes of a tree, what is hidden included.</summary>
    [Benchmark]
    public void Packed() => Run(() => _model.Decoder.Bias.Packed(_targets));

    /// <summary>Of the newest position to all.</summary>
    [Benchmark]
    public void Steps() => Run(() => _model.Decoder.Bias.Steps(Length));

    private static void Run(Func<Tensor> work)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        work();
    }
}
