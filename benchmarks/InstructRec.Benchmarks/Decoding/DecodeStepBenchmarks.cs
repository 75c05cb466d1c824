using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Decoding;

/// <summary>One decoding step by position and batch, with and without a cache, and moving beams.</summary>
public class DecodeStepBenchmarks
{
    private T5ForConditionalGeneration _model = null!;
    private EncodedInstruction _encoded = null!;
    private KeyValueCache _cache = null!;
    private Tensor _tokens = null!, _said = null!, _order = null!;

    /// <summary>The network.</summary>
    [Params(BenchmarkedModel.Small)]
    public BenchmarkedModel Model { get; set; }

    /// <summary>Tokens read before.</summary>
    [Params(1, 16, 64, 128)]
    public int Position { get; set; }

    /// <summary>Rows, each of an instruction of its own.</summary>
    [Params(1, 4, 16)]
    public int Batch { get; set; }

    /// <summary>The network's type.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>Reads the instructions and the tokens before.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        _model = RandomNetwork.Create(Model.Config(), Type);
        using Tensor ids = RandomNetwork.Tokens(_model.Config, Batch, Model == BenchmarkedModel.Tiny ? 16 : 256);
        _encoded = _model.Encode(ids, null);
        _said = RandomNetwork.Tokens(_model.Config, Batch, Position + 1, seed: 5);
        _tokens = _said.narrow(1, Position, 1).contiguous();
        _order = tensor([.. Enumerable.Range(0, Batch).Select(i => (long)(Batch - 1 - i))]);
        _cache = Filled();
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (IDisposable owned in (IDisposable[])[_cache, _encoded, _said, _tokens, _order, _model])
        {
            owned.Dispose();
        }
    }

    /// <summary>The next token, by the cache; it is filled anew after 32 steps, within the time.</summary>
    [Benchmark(Baseline = true)]
    public void WithCache()
    {
        if (_cache.Length == _cache.MaxLength)
        {
            _cache.Dispose();
            _cache = Filled();
        }

        _model.DecodeStep(_tokens, _cache, _encoded).Dispose();
    }

    /// <summary>The next token, by reading all before it again.</summary>
    [Benchmark]
    public void WithoutCache()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        _model.Head(_model.DecodePacked(PackedTargets.Causal(_said), _encoded).narrow(1, Position, 1));
    }

    /// <summary>Rows in another order.</summary>
    [Benchmark]
    [Only(nameof(Batch), 4, 16)]
    public void Reorder() => _cache.Reorder(_order);

    private KeyValueCache Filled()
    {
        KeyValueCache cache = _model.CreateCache(Batch, Position + 32);
        for (int i = 0; i < Position; i++)
        {
            using Tensor token = _said.narrow(1, i, 1);
            _model.DecodeStep(token, cache, _encoded).Dispose();
        }

        return cache;
    }
}
