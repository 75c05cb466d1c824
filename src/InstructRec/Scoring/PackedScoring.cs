using System.Runtime.InteropServices;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Scoring;

/// <summary>One pass of the decoder over one part per instruction, and the head over its nodes chunk by chunk.</summary>
internal sealed class PackedScoring(T5ForConditionalGeneration model, string checkpoint, int headRows)
{
    /// <summary>Fills in the log-probability of every edge.</summary>
    /// <param name="encoded">The whole batch.</param>
    /// <param name="firstRow">The first instruction that takes part.</param>
    /// <param name="parts">A part for each of the instructions from there on.</param>
    /// <param name="edges">Where the values go, one array per part.</param>
    /// <param name="cancellationToken">Looked at after each layer of the decoder and before each chunk of the head.</param>
    public void Score(EncodedInstruction encoded, int firstRow, CandidateTreePart[] parts, float[][] edges, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor hidden = Decode(encoded, firstRow, parts, cancellationToken);
        int width = (int)hidden.shape[1];
        (long[] headNodes, List<Edge> wanted) = Plan(parts, width);
        using Tensor flat = hidden.reshape(-1, hidden.shape[2]);
        bool all = headNodes.Length == flat.shape[0];
        for (int from = 0, edge = 0; from < headNodes.Length; from += headRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int to = Math.Min(from + headRows, headNodes.Length), firstEdge = edge;
            while (edge < wanted.Count && wanted[edge].HeadRow < to)
            {
                edge++;
            }

            using DisposeScope chunk = NewDisposeScope();
            Tensor rows = all ? flat.narrow(0, from, to - from) : flat.index_select(0, tensor(headNodes[from..to], device: flat.device));
            float[] values = LogProbabilities(rows, from, wanted, firstEdge, edge);
            for (int i = 0; i < values.Length; i++)
            {
                Edge target = wanted[firstEdge + i];
                edges[target.Part][target.Index] = float.IsFinite(values[i]) ? values[i] : throw NoScore(values[i]);
            }
        }
    }

    private readonly record struct Edge(int Part, int Index, int HeadRow, int Token);

    /// <summary>The nodes that need the head, in the flattened padded batch, and the edges in the order in which the head comes to them.</summary>
    private static (long[] HeadNodes, List<Edge> Edges) Plan(CandidateTreePart[] parts, int width)
    {
        List<long> nodes = [];
        List<Edge> edges = [];
        for (int p = 0; p < parts.Length; p++)
        {
            int headRow = nodes.Count - 1, node = -1;
            foreach (int edge in parts[p].EdgesByNode)
            {
                if (parts[p].EdgeNodes[edge] != node)
                {
                    node = parts[p].EdgeNodes[edge];
                    nodes.Add(((long)p * width) + node);
                    headRow++;
                }

                edges.Add(new Edge(p, edge, headRow, parts[p].EdgeTokens[edge]));
            }
        }

        return ([.. nodes], edges);
    }

    private Tensor Decode(EncodedInstruction encoded, int firstRow, CandidateTreePart[] parts, CancellationToken cancellationToken)
    {
        int width = parts.Max(part => part.NodeCount);

        // Instructions that share a set of candidates share its layout, and its mask, as one broadcast row.
        CandidateTreePart[] layouts = parts.All(part => ReferenceEquals(part, parts[0])) ? [parts[0]] : parts;
        long[] tokens = new long[layouts.Length * width], depths = new long[layouts.Length * width];
        bool[] visible = new bool[layouts.Length * width * width];
        for (int p = 0; p < layouts.Length; p++)
        {
            Span<bool> own = visible.AsSpan(p * width * width, width * width);
            layouts[p].WriteVisible(own, width);
            for (int node = 0; node < width; node++)
            {
                bool real = node < layouts[p].NodeCount;
                tokens[(p * width) + node] = real ? layouts[p].Tokens[node] : model.Config.PadTokenId;
                depths[(p * width) + node] = real ? layouts[p].Depths[node] : 0;

                // Padding sees itself: a row that sees nothing would be no distribution.
                own[(node * width) + node] = true;
            }
        }

        long count = layouts.Length;
        Tensor ids = tensor(tokens, [count, width], device: model.Device);
        PackedTargets targets = new(
            ids.expand(parts.Length, width),
            tensor(depths, [count, width], device: model.Device),
            tensor(visible, [count, width, width], device: model.Device),
            layouts.Max(layout => layout.Depths.Max()));
        using EncodedInstruction rows = encoded.Rows(firstRow, parts.Length);
        return model.DecodePacked(targets, rows, cancellationToken);
    }

    /// <summary>The log-probabilities of some edges, whose head rows lie in one chunk: their logits minus the logarithm of the row's normaliser.</summary>
    private float[] LogProbabilities(Tensor rows, int firstHeadRow, List<Edge> wanted, int firstEdge, int lastEdge)
    {
        Tensor logits = model.Head(rows);
        if (logits.dtype != ScalarType.BFloat16)
        {
            logits = logits.to_type(ScalarType.Float32);
        }

        logits = logits.cpu().contiguous();
        int vocabulary = (int)logits.shape[1], current = -1;
        Span<byte> bytes = logits.bytes;
        float[]? wide = logits.dtype == ScalarType.BFloat16 ? new float[vocabulary] : null;
        float[] values = new float[lastEdge - firstEdge];
        ReadOnlySpan<float> row = [];
        float normaliser = 0;
        for (int i = 0; i < values.Length; i++)
        {
            Edge edge = wanted[firstEdge + i];
            if (edge.HeadRow != current)
            {
                current = edge.HeadRow;
                row = Row(bytes, current - firstHeadRow, vocabulary, wide);
                normaliser = LogSumExp.Of(row);
            }

            values[i] = row[edge.Token] - normaliser;
        }

        return values;
    }

    private static ReadOnlySpan<float> Row(Span<byte> bytes, int row, int vocabulary, float[]? wide)
    {
        if (wide is null)
        {
            return MemoryMarshal.Cast<byte, float>(bytes).Slice(row * vocabulary, vocabulary);
        }

        LogSumExp.Widen(MemoryMarshal.Cast<byte, ushort>(bytes).Slice(row * vocabulary, vocabulary), wide);
        return wide;
    }

    private InstructRecException NoScore(float value) => new(
        InstructRecErrorKind.Scores,
        float.IsNaN(value) ? "The network returned NaN for a candidate" : "The network returned an infinite log-probability for a candidate",
        checkpoint,
        "Weights that overflow in half precision run in float32 or bfloat16; a checkpoint with NaN weights must be trained or downloaded again");
}
