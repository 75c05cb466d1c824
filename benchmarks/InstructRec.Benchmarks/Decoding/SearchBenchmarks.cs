using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Decoding;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Decoding;

/// <summary>Whole answers: greedily, by beams, and held to a catalogue.</summary>
public class SearchBenchmarks
{
    private T5ForConditionalGeneration _model = null!;
    private EncodedInstruction _encoded = null!;
    private GreedySearch _greedy = null!;
    private BeamSearch _beam = null!, _catalogue = null!;

    /// <summary>The network.</summary>
    [Params(BenchmarkedModel.Small)]
    public BenchmarkedModel Model { get; set; }

    /// <summary>Instructions.</summary>
    [Params(1, 8)]
    public int Batch { get; set; }

    /// <summary>The network's type.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>Reads the instructions.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        bool tiny = Model == BenchmarkedModel.Tiny;
        _model = RandomNetwork.Create(Model.Config(), Type);
        using Tensor ids = RandomNetwork.Tokens(_model.Config, Batch, tiny ? 16 : 512);
        _encoded = _model.Encode(ids, null);
        int tokens = tiny ? 4 : 32;
        MinimumNewTokens whole = new(tokens + 1, _model.Config.EndTokenId);
        _greedy = new GreedySearch(new DecodingOptions { MaxNewTokens = tokens, Processors = [whole] });
        _beam = new BeamSearch(new BeamSearchOptions { MaxNewTokens = tokens, BeamCount = 4, Processors = [whole] });
        CatalogTrie trie = CatalogTrie.Build(SyntheticTitles.Create(tiny ? 50 : 20_000, vocabulary: _model.Config.VocabularySize - 1), 1);
        _catalogue = new BeamSearch(new BeamSearchOptions { MaxNewTokens = tokens, BeamCount = 4, Processors = [new AllowedTokens(trie)] });
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _encoded.Dispose();
        _model.Dispose();
    }

    /// <summary>32 tokens, the likeliest each.</summary>
    [Benchmark(Baseline = true)]
    public void Greedy32() => _greedy.Decode(_model, _encoded);

    /// <summary>32 tokens by four beams.</summary>
    [Benchmark]
    public void Beam4() => _beam.Decode(_model, _encoded);

    /// <summary>Titles of a catalogue by four beams.</summary>
    [Benchmark]
    public void Beam4OverCatalogue() => _catalogue.Decode(_model, _encoded);
}
