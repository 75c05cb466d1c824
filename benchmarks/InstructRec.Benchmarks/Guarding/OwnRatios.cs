using InstructRec.Benchmarks.Decoding;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Scoring;
using InstructRec.Decoding;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Guarding;

/// <summary>Our kernels beside libtorch's plain operators, in flan-t5-small's shapes.</summary>
internal sealed class OwnRatios : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly T5ForConditionalGeneration _model;

    /// <summary>Makes networks and inputs.</summary>
    /// <param name="oneDnn">oneDNN's linear, for the kernel and the network; this process's own by default. A slowed one shows whether the guard notices.</param>
    /// <param name="streamed">The product of a few rows, for the kernel alone.</param>
    public OwnRatios(OneDnnLinear? oneDnn = null, ILinearProduct? streamed = null)
    {
        T5Config config = ModelShapes.Small;
        _model = Own(RandomNetwork.Create(config, oneDnn: oneDnn));
        Tensor rows = Own(randn(512, 512)), few = Own(randn(64, 512)), one = Own(randn(1, 512)), wide = Own(randn(1024, 512));
        Tensor head = _model.OwnHead!.Weight;
        Tensor heads = Own(randn(1, 6, 512, 64)), mask = Own(randn(1, 6, 512, 512));
        Tensor logits = Own(randn(64, 32128)), ids = Own(RandomNetwork.Tokens(config, 1, 256));
        EncodedInstruction encoded = Own(_model.Encode(ids, null));
        int[][] titles = SyntheticTitles.Create(20, 3, minimum: 7, maximum: 12);
        CandidateTree tree = CandidateTree.Build(titles, 0);
        CandidateScorer scorer = new(_model, "random");
        LinearKernel linear = new(new KernelOptions(), oneDnn, streamed);
        AttentionKernel attention = new(new KernelOptions()), plain = new(new KernelOptions { Attention = AttentionMethod.Explicit });
        Dropout dropout = new(0);
        RmsNorm norm = Own(new RmsNorm(512, 1e-6, CPU, ScalarType.Float32));
        CatalogTrie trie = CatalogTrie.Build(SyntheticTitles.Create(5000), 1);
        AllowedTokens allowed = new(trie);
        float[] scores = new float[32128], from = new float[32128];
        Ratios =
        [
            new("linear 512 x 512 x 1024 / F.linear", Torch(() => nn.functional.linear(rows, wide)), Torch(() => linear.Apply(rows, wide))),
            new("head 64 x 512 x 32128 / F.linear", Torch(() => nn.functional.linear(few, head)), Torch(() => linear.Apply(few, head))),
            new("one row 512 x 1024 / F.linear", Torch(() => nn.functional.linear(one, wide)), Torch(() => linear.Apply(one, wide))),
            new("attention 512 x 512 / explicit", Torch(() => plain.Attend(heads, heads, heads, mask, dropout, false)), Torch(() => attention.Attend(heads, heads, heads, mask, dropout, false))),
            new("RMS norm / layer_norm", Torch(() => nn.functional.layer_norm(rows, [512])), Torch(() => norm.Apply(rows))),
            new("position bias 512 / copy of its size", Torch(() => mask.clone()), Torch(() => _model.Encoder.Bias.Square(512).contiguous())),
            new("normaliser / logsumexp", Torch(() => logits.logsumexp(1)), () => Normalise(logits)),
            new("encoder 256 / its products", Torch(() => Products(config, 256)), Torch(() => _model.EncodeHidden(ids, null))),
            new("packed scoring of 20 / padded", () => CandidateScoringProfile.Padded(_model, encoded, titles), () => scorer.Score(encoded, tree)),
            new("decode step / head of one row", Torch(() => nn.functional.linear(one, head)), () => Step(encoded)),
            new("trie mask / copy of the scores", () => from.CopyTo(scores, 0), () => allowed.Process([0, titles[0][0]], scores)),
        ];
    }

    public IReadOnlyList<GuardedRatio> Ratios { get; }

    public void Dispose() => _owned.ForEach(o => o.Dispose());

    private static Action Torch(Action work) => () =>
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        work();
    };

    private static Action Torch(Func<Tensor> work) => Torch(() =>
    {
        work();
    });

    private static void Normalise(Tensor logits)
    {
        Span<float> all = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(logits.bytes);
        for (int row = 0; row < logits.shape[0]; row++)
        {
            LogSumExp.Of(all.Slice(row * 32128, 32128));
        }
    }

    private void Products(T5Config config, int length)
    {
        Tensor hidden = zeros(length, config.ModelDimension);
        foreach (T5Block block in _model.Encoder.Blocks)
        {
            T5Attention self = block.SelfAttention;
            foreach (Projection projection in (Projection[])[self.Query, self.Key, self.Value, .. block.FeedForward.Inputs])
            {
                nn.functional.linear(hidden, projection.Weight);
            }

            nn.functional.linear(zeros(length, config.InnerDimension), self.Output.Weight);
            nn.functional.linear(zeros(length, config.FeedForwardDimension), block.FeedForward.Output.Weight);
        }
    }

    private void Step(EncodedInstruction encoded)
    {
        using DisposeScope scope = NewDisposeScope();
        using KeyValueCache cache = _model.CreateCache(1, 8);
        _model.DecodeStep(zeros(1, 1, dtype: ScalarType.Int64), cache, encoded);
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
