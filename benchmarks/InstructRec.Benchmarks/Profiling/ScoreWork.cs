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
        float[][] edges = [.. _tree.Parts.Select(part => Score(part, network, clock))];
        CandidateLikelihoods likelihoods = clock.Part("sums along the titles", default, () => new CandidateLikelihoods(_tree, edges, keepTokens: false));
        return [.. likelihoods.Sums.ToArray().Select(s => (float)s)];
    }

    public void Dispose() => _encoded.Dispose();

    private float[] Score(CandidateTreePart part, DissectedNetwork network, PartClock clock)
    {
        DisposeScope scope = NewDisposeScope();
        int nodes = part.NodeCount, vocabulary = _model.Config.VocabularySize;
        (PackedTargets targets, EncodedInstruction rows) = clock.Part("layout of the tree", new Cost(0, (double)nodes * nodes), () => (Layout(part), _encoded.Rows(0, 1)));
        Tensor flat = network.DecodePacked(targets, rows).reshape(nodes, -1);
        float[] edges = new float[part.EdgeTokens.Length];
        List<(int Node, int From, int To)> heads = clock.Part("layout of the tree", default, () => Heads(part));
        for (int from = 0; from < heads.Count; from += CandidateScorerOptions.Default.HeadRows)
        {
            DisposeScope chunk = NewDisposeScope();
            List<(int Node, int From, int To)> some = heads.GetRange(from, Math.Min(CandidateScorerOptions.Default.HeadRows, heads.Count - from));
            Tensor hidden = clock.Part("rows of the head", Cost.Elements(some.Count * flat.shape[1], 0, 2, (int)flat.element_size()), () => heads.Count == nodes
                ? flat.narrow(0, some[0].Node, some.Count)
                : flat.index_select(0, tensor([.. some.Select(h => (long)h.Node)], device: flat.device)));
            Tensor logits = network.Head(hidden);
            clock.Part("normaliser", Cost.Elements((double)some.Count * vocabulary, 3, 1, (int)logits.element_size()), () => Normalise(logits, some, part, edges));
            clock.Part("freeing", default, chunk.Dispose);
        }

        clock.Part("freeing", default, () =>
        {
            rows.Dispose();
            scope.Dispose();
        });
        return edges;
    }

    /// <summary>The nodes that need the head, each with the range of its edges.</summary>
    private static List<(int Node, int From, int To)> Heads(CandidateTreePart part)
    {
        List<(int Node, int From, int To)> heads = [];
        for (int from = 0, to = 0; from < part.EdgesByNode.Length; from = to)
        {
            int node = part.EdgeNodes[part.EdgesByNode[from]];
            while (to < part.EdgesByNode.Length && part.EdgeNodes[part.EdgesByNode[to]] == node)
            {
                to++;
            }

            heads.Add((node, from, to));
        }

        return heads;
    }

    private static void Normalise(Tensor logits, List<(int Node, int From, int To)> heads, CandidateTreePart part, float[] edges)
    {
        Tensor host = (logits.dtype == ScalarType.BFloat16 ? logits : logits.to_type(ScalarType.Float32)).cpu().contiguous();
        int vocabulary = (int)host.shape[1];
        Span<byte> bytes = host.bytes;
        float[]? wide = host.dtype == ScalarType.BFloat16 ? new float[vocabulary] : null;
        for (int i = 0; i < heads.Count; i++)
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
            foreach (int edge in part.EdgesByNode[heads[i].From..heads[i].To])
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
