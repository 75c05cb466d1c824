using InstructRec.Benchmarks.Decoding;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Decoding;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Scaling;

/// <summary>What grows: history, candidates, catalogue, batch, threads.</summary>
internal sealed class ScalingWorks : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly T5ForConditionalGeneration _model;
    private readonly bool _tiny;

    public ScalingWorks(T5Config config, bool tiny)
    {
        (_model, _tiny) = (RandomNetwork.Create(config), tiny);
        _owned.Add(_model);
    }

    /// <summary>The names of the curves.</summary>
    public static IReadOnlyList<string> Names { get; } = ["history", "candidates", "catalogue", "mask", "batch", "threads"];

    /// <summary>A curve.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public ScalingCurve Curve(string name) => name switch
    {
        "history" => new(name, "tokens of history (encoder, one instruction)", Points(_tiny ? [8, 16, 32] : [64, 128, 256, 512, 1024, 2048], length => Encode(1, length))),
        "candidates" => new(name, "candidates (packed scoring after 256 tokens)", Points(_tiny ? [2, 4, 8] : [10, 30, 100, 300, 1000], Score)),
        "catalogue" => new(name, "titles of the catalogue (building the trie of allowed tokens)", Points(_tiny ? [100, 200, 400] : [10_000, 30_000, 100_000, 300_000], Trie)),
        "mask" => new(name, "titles of the catalogue (100 masks of the scores after a title's first token)", Points(_tiny ? [100, 200, 400] : [10_000, 30_000, 100_000, 300_000], Mask)),
        "batch" => new(name, "instructions at once (encoder, 128 tokens each)", Points(_tiny ? [1, 2, 4] : [1, 2, 4, 8, 16], batch => Encode(batch, _tiny ? 8 : 128))),
        _ => new(name, "threads (encoder, 8 x 512)", Points([1, Math.Max(2, Environment.ProcessorCount)], Threads)),
    };

    public void Dispose() => _owned.ForEach(o => o.Dispose());

    private static IReadOnlyList<(double, Action)> Points(int[] sizes, Func<int, Action> work) => [.. sizes.Distinct().Select(size => ((double)size, work(size)))];

    private static Action Trie(int titles)
    {
        int[][] all = SyntheticTitles.Create(titles);
        return () => CatalogTrie.Build(all, 1);
    }

    private Action Mask(int titles)
    {
        int[][] all = SyntheticTitles.Create(titles, vocabulary: _model.Config.VocabularySize - 1);
        AllowedTokens allowed = new(CatalogTrie.Build(all, 1));
        float[] scores = new float[_model.Config.VocabularySize];
        int[] said = [0, all[0][0]];
        return () =>
        {
            for (int i = 0; i < 100; i++)
            {
                Array.Clear(scores);
                allowed.Process(said, scores);
            }
        };
    }

    private Action Encode(int batch, int length)
    {
        Tensor ids = RandomNetwork.Tokens(_model.Config, batch, length);
        _owned.Add(ids);
        return () => _model.Encode(ids, null).Dispose();
    }

    private Action Threads(int threads)
    {
        Action encode = Encode(_tiny ? 2 : 8, _tiny ? 16 : 512);
        return () =>
        {
            int before = get_num_threads();
            set_num_threads(threads);
            encode();
            set_num_threads(before);
        };
    }

    private Action Score(int candidates)
    {
        using Tensor ids = RandomNetwork.Tokens(_model.Config, 1, _tiny ? 16 : 256);
        EncodedInstruction encoded = _model.Encode(ids, null);
        _owned.Add(encoded);
        CandidateTree tree = CandidateTree.Build(SyntheticTitles.Create(candidates, 3, _model.Config.VocabularySize - 1, 7, 12), 0);
        CandidateScorer scorer = new(_model, "random");
        return () => scorer.Score(encoded, tree);
    }
}
