using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Decoding;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Scoring;

/// <summary>Candidates after one instruction: every one with an encoder output of its own, in padded rows, and packed.</summary>
public class CandidateScoringBenchmarks
{
    private T5ForConditionalGeneration _model = null!;
    private EncodedInstruction _encoded = null!;
    private Tensor _hidden = null!;
    private int[][] _titles = [];
    private CandidateTree _tree = null!;
    private CandidateScorer _scorer = null!;

    /// <summary>The network.</summary>
    [Params(BenchmarkedModel.Small)]
    public BenchmarkedModel Model { get; set; }

    /// <summary>Candidates.</summary>
    [Params(10, 100, 1_000, 10_000)]
    public int Candidates { get; set; }

    /// <summary>The network's type.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>Reads the instruction, compiles the candidates.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        using IDisposable grad = no_grad();
        _model = RandomNetwork.Create(Model.Config(), Type);
        using Tensor ids = RandomNetwork.Tokens(_model.Config, 1, Model == BenchmarkedModel.Tiny ? 16 : 512);
        _hidden = _model.EncodeHidden(ids, null);
        _encoded = _model.Encode(ids, null);
        _titles = SyntheticTitles.Create(Candidates, 3, _model.Config.VocabularySize - 1, 7, 12);
        _tree = CandidateTree.Build(_titles, 0);
        _scorer = new CandidateScorer(_model, "random");
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _hidden.Dispose();
        _encoded.Dispose();
        _model.Dispose();
    }

    /// <summary>Encoder output expanded, 100 candidates at a time.</summary>
    [Benchmark(Baseline = true)]
    public void Naive()
    {
        foreach (int[][] some in _titles.Chunk(100))
        {
            CandidateScoringProfile.Naive(_model, _hidden, some);
        }
    }

    /// <summary>Keys and values once, padded rows, 100 at a time.</summary>
    [Benchmark]
    public void Padded() => CandidateScoringProfile.Padded(_model, _encoded, _titles);

    /// <summary>Every shared beginning once.</summary>
    [Benchmark]
    public void Packed() => _scorer.Score(_encoded, _tree);

    /// <summary>Compiling the candidates, which is done once a catalogue.</summary>
    [Benchmark]
    [Only(nameof(Type), ScalarType.Float32)]
    public void BuildTree() => CandidateTree.Build(_titles, 0);
}
