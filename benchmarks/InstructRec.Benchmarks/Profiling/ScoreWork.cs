using System.Runtime.InteropServices;
using InstructRec.Benchmarks.Decoding;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>Scoring candidates of an instruction that is already read, as <see cref="CandidateScorer"/> does it.</summary>
internal sealed class ScoreWork : IProfiledWork
{
    private readonly T5ForConditionalGeneration _model;
    private readonly EncodedInstruction _encoded;
    private readonly CandidateTree _tree;
    private readonly CandidateScorer _scorer;

    public ScoreWork(T5ForConditionalGeneration model, int candidates, int length)
    {
        _model = model;
        using Tensor ids = RandomNetwork.Tokens(model.Config, 1, length, model.Device);
        _encoded = model.Encode(ids, null);
        _tree = CandidateTree.Build(SyntheticTitles.Create(candidates, 3, model.Config.VocabularySize - 1, 7, 12), model.Config.DecoderStartTokenId);
        _scorer = new CandidateScorer(model, "random");
        Description = FormattableString.Invariant($"score {candidates} candidates ({_tree.NodeCount} nodes in {_tree.PartCount} parts) after {length} tokens");
    }

    public string Description { get; }

    public float[] Whole() => [.. _scorer.Score(_encoded, _tree).Sums.ToArray().Select(s => (float)s)];

    public float[] Parts(PartClock clock)
    {
        using IDisposable grad = no_grad();
        DissectedNetwork network = new(_model, clock);
        List<float> sums = [];
        float[][] edges = [.. _tree.Parts.Select(part => Score(part, network, clock))];
        CandidateLikelihoods likelihoods = new(_tree, edges, keepTokens: false);
        return [.. likelihoods.Sums.ToArray().Select(s => (float)s)];
    }

    public void Dispose() => _encoded.Dispose();

    private float[] Score(CandidateTreePart part, DissectedNetwork network, PartClock clock)
    {
        using DisposeScope scope = NewDisposeScope();
        int nodes = part.NodeCount, vocabulary = _model.Config.VocabularySize;
        PackedTargets targets = clock.Part("layout of the tree", new Cost(0, (double)nodes * nodes), () => Layout(part));
        Tensor hidden = network.DecodePacked(targets, _encoded).reshape(nodes, -1);
        float[] edges = new float[part.EdgeTokens.Length];
        ILookup<int, int> wanted = part.EdgesByNode.ToLookup(edge => part.EdgeNodes[edge]);
        int[] heads = [.. wanted.Select(group => group.Key)];
        foreach (int[] chunk in heads.Chunk(CandidateScorerOptions.Default.HeadRows))
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor rows = clock.Part("rows of the head", Cost.Elements(chunk.Length * hidden.shape[1], 0, 2, (int)hidden.element_size()), () => hidden.index_select(0, tensor([.. chunk.Select(n => (long)n)], device: hidden.device)));
            Tensor logits = network.Head(rows);
            double count = (double)chunk.Length * vocabulary;
            clock.Part("normaliser", Cost.Elements(count, 3, 1, (int)logits.element_size()), () => Normalise(logits, chunk, wanted, part, edges));
        }

        return edges;
    }

    private static void Normalise(Tensor logits, int[] chunk, ILookup<int, int> wanted, CandidateTreePart part, float[] edges)
    {
        Tensor host = (logits.dtype == ScalarType.BFloat16 ? logits : logits.to_type(ScalarType.Float32)).cpu().contiguous();
        int vocabulary = (int)host.shape[1];
        Span<byte> bytes = host.bytes;
        float[]? wide = host.dtype == ScalarType.BFloat16 ? new float[vocabulary] : null;
        for (int i = 0; i < chunk.Length; i++)
        {
            ReadOnlySpan<float> row = wide;
            if (wide is null)
            {
                row = MemoryMarshal.Cast<byte, float>(bytes).Slice(i * vocabulary, vocabulary);
            }
            else
            {
                LogSumExp.Widen(MemoryMarshal.Cast<byte, ushort>(bytes).Slice(i * vocabulary, vocabulary), wide);
            }

            float normaliser = LogSumExp.Of(row);
            foreach (int edge in wanted[chunk[i]])
            {
                edges[edge] = row[part.EdgeTokens[edge]] - normaliser;
            }
        }
    }

    private PackedTargets Layout(CandidateTreePart part)
    {
        int nodes = part.NodeCount;
        bool[] visible = new bool[nodes * nodes];
        part.WriteVisible(visible, nodes);
        Device device = _model.Device;
        return new PackedTargets(
            tensor([.. part.Tokens.Select(t => (long)t)], [1, nodes], device: device), tensor([.. part.Depths.Select(d => (long)d)], [1, nodes], device: device), tensor(visible, [1, nodes, nodes], device: device), part.Depths.Max());
    }
}
