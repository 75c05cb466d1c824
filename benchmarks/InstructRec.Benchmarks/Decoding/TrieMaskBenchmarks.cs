using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Running;
using InstructRec.Decoding;

namespace InstructRec.Benchmarks.Decoding;

/// <summary>The rule that only titles of the catalogue may be said: building it, and one row of scores.</summary>
public class TrieMaskBenchmarks
{
    private readonly float[] _scores = new float[32128];
    private int[][] _titles = [];
    private AllowedTokens _rule = null!;

    /// <summary>Titles.</summary>
    [Params(1_000, 100_000)]
    public int Titles { get; set; }

    /// <summary>Tokens said so far.</summary>
    [Params(0, 1, 4)]
    public int Said { get; set; }

    /// <summary>Makes titles and trie.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _titles = SyntheticTitles.Create(Titles);
        _rule = new AllowedTokens(CatalogTrie.Build(_titles, 1));
    }

    /// <summary>Masks the scores of one row.</summary>
    [Benchmark(Baseline = true)]
    public void Mask() => _rule.Process([0, .. _titles[7].AsSpan(0, Said)], _scores);

    /// <summary>Builds the trie.</summary>
    [Benchmark]
    [Only(nameof(Said), 0)]
    public void Build() => CatalogTrie.Build(_titles, 1);
}
