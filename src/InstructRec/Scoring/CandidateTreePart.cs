namespace InstructRec.Scoring;

/// <summary>One packed decoder sequence: the shared beginnings of some candidates, each once, in depth-first order.</summary>
/// <remarks>
/// A node is a token that the decoder reads; an edge is a token that it must predict from a node. The last token of a candidate is
/// predicted but never read, so it is an edge without a node: every node past the prefix has at least one edge, and the head runs for no other.
/// </remarks>
internal sealed class CandidateTreePart
{
    private readonly int[] _nodeEdge;

    internal CandidateTreePart(int[] tokens, int[] parents, int[] depths, int[] nodeEdge, int[] edgeNodes, int[] edgeTokens)
    {
        Tokens = tokens;
        Parents = parents;
        Depths = depths;
        _nodeEdge = nodeEdge;
        EdgeNodes = edgeNodes;
        EdgeTokens = edgeTokens;
        HeadNodes = [.. edgeNodes.Distinct().Order()];
        EdgesByNode = [.. Enumerable.Range(0, edgeNodes.Length).OrderBy(edge => edgeNodes[edge])];
    }

    /// <summary>The token of each node; the first is the start token. A parent stands before its children.</summary>
    public int[] Tokens { get; }

    /// <summary>The node before each node; -1 for the root.</summary>
    public int[] Parents { get; }

    /// <summary>The position of each node in its own sequence, from 0.</summary>
    public int[] Depths { get; }

    /// <summary>The node from which each edge is predicted. An edge stands after every edge on its way.</summary>
    public int[] EdgeNodes { get; }

    /// <summary>The token that each edge predicts.</summary>
    public int[] EdgeTokens { get; }

    /// <summary>The nodes that need the vocabulary head, ascending.</summary>
    public int[] HeadNodes { get; }

    /// <summary>The edges in the order of the nodes they start from: the order in which the head comes to them.</summary>
    public int[] EdgesByNode { get; }

    /// <summary>The number of tokens in the packed sequence.</summary>
    public int NodeCount => Tokens.Length;

    /// <summary>The edge before an edge on its candidate's way, or -1 where the edge predicts a candidate's first token.</summary>
    public int PreviousEdge(int edge) => _nodeEdge[EdgeNodes[edge]];

    /// <summary>Writes into a square of bytes, row by row, 1 where the row's node may see the column's: its ancestors and itself.</summary>
    /// <param name="visible">At least <paramref name="width"/> times <see cref="NodeCount"/> zeros.</param>
    /// <param name="width">The length of one row, at least <see cref="NodeCount"/>.</param>
    public void WriteVisible(Span<bool> visible, int width)
    {
        for (int node = 0; node < Tokens.Length; node++)
        {
            Span<bool> row = visible.Slice(node * width, width);
            if (Parents[node] is >= 0 and int parent)
            {
                visible.Slice(parent * width, parent + 1).CopyTo(row);
            }

            row[node] = true;
        }
    }

    /// <summary>Adds up the log-probabilities of the edges along every way, in double precision.</summary>
    public double[] SumAlongWays(ReadOnlySpan<float> edgeLogProbabilities)
    {
        double[] sums = new double[EdgeNodes.Length];
        for (int edge = 0; edge < sums.Length; edge++)
        {
            int previous = PreviousEdge(edge);
            sums[edge] = edgeLogProbabilities[edge] + (previous < 0 ? 0 : sums[previous]);
        }

        return sums;
    }
}
