namespace InstructRec.Training.Batches;

/// <summary>Several examples laid out for one pass: managed arrays only, made ahead of the step.</summary>
/// <remarks>
/// The targets of a row are one packed decoder sequence, a tree of nodes: shared beginnings stand once. A node is a token that the decoder
/// reads; a label is a token that it must predict from a node. Immutable once made.
/// </remarks>
public sealed class TrainingBatch
{
    private readonly BatchOptions _options;

    internal TrainingBatch(IReadOnlyList<TrainingExample> examples, BatchOptions options)
    {
        Examples = examples;
        _options = options;
        TargetTree[] trees = [.. examples.Select(e => new TargetTree(e, options.StartToken))];
        Rows = examples.Count;
        SourceLength = RoundedUp(examples.Max(e => e.InstructionIds.Count), options.LengthMultiple);
        NodeLength = RoundedUp(trees.Max(t => t.Tokens.Count), options.LengthMultiple);
        MaxDepth = trees.Max(t => t.Depths.Max());
        SourceIds = Filled(Rows * SourceLength, options.PadToken);
        SourceMask = new long[Rows * SourceLength];
        NodeIds = Filled(Rows * NodeLength, options.PadToken);
        Depths = new long[Rows * NodeLength];
        Visible = new bool[Rows * NodeLength * NodeLength];
        List<long> heads = [];
        List<float> headWeights = [];
        List<long> labelHeads = [];
        List<long> labelIds = [];
        List<float> labelWeights = [];
        for (int row = 0; row < Rows; row++)
        {
            WriteSource(examples[row], row);
            WriteTree(trees[row], row);
            int firstHead = heads.Count;
            foreach (IGrouping<int, (int Node, int Token, float Weight)> node in trees[row].Labels.GroupBy(l => l.Node).OrderBy(g => g.Key))
            {
                foreach ((_, int token, float weight) in node)
                {
                    labelHeads.Add(heads.Count);
                    labelIds.Add(token);
                    labelWeights.Add(weight);
                }

                headWeights.Add(node.Sum(l => l.Weight));
                heads.Add(((long)row * NodeLength) + node.Key);
            }

            TargetCount += examples[row].Targets.Count;
            SourceTokens += examples[row].InstructionIds.Count;
            LabelTokens += trees[row].LabelTokens;
            NodeTokens += trees[row].Tokens.Count;
        }

        // Positions that count nothing, so that the products with the vocabulary have few shapes too.
        for (int fill = RoundedUp(heads.Count, options.LengthMultiple) - heads.Count; fill > 0; fill--)
        {
            heads.Add(0);
            headWeights.Add(0);
        }

        Heads = [.. heads];
        HeadWeights = [.. headWeights];
        LabelHeads = [.. labelHeads];
        LabelIds = [.. labelIds];
        LabelWeights = [.. labelWeights];
        foreach (float weight in LabelWeights)
        {
            TotalWeight += weight;
        }
    }

    /// <summary>The examples, row by row.</summary>
    public IReadOnlyList<TrainingExample> Examples { get; }

    /// <summary>Where the row of batches goes on after this one.</summary>
    public BatchPosition Next { get; internal init; }

    /// <summary>How many instructions there are.</summary>
    public int Rows { get; }

    /// <summary>The tokens of the longest instruction, filled up.</summary>
    public int SourceLength { get; }

    /// <summary>The nodes of the largest tree of targets, filled up.</summary>
    public int NodeLength { get; }

    /// <summary>How many targets there are in all rows.</summary>
    public int TargetCount { get; }

    /// <summary>Tokens of the instructions, padding left out.</summary>
    public int SourceTokens { get; }

    /// <summary>Tokens that are learned, each target's counted for itself.</summary>
    public int LabelTokens { get; }

    /// <summary>Tokens that the decoder reads, padding left out.</summary>
    public int NodeTokens { get; }

    /// <summary>The sum of all label weights: what a summed loss is divided by.</summary>
    public double TotalWeight { get; }

    internal int MaxDepth { get; }

    internal long[] SourceIds { get; }

    internal long[] SourceMask { get; }

    internal long[] NodeIds { get; }

    internal long[] Depths { get; }

    internal bool[] Visible { get; }

    /// <summary>The nodes from which something is predicted, as indexes into rows times nodes; filled up with places of weight 0.</summary>
    internal long[] Heads { get; }

    internal float[] HeadWeights { get; }

    internal long[] LabelHeads { get; }

    internal long[] LabelIds { get; }

    internal float[] LabelWeights { get; }

    /// <summary>The same batch with both lengths filled up to multiples of a number; itself where they are.</summary>
    internal TrainingBatch FilledTo(int multiple) => SourceLength % multiple == 0 && NodeLength % multiple == 0
        ? this
        : new TrainingBatch(Examples, _options with { LengthMultiple = multiple }) { Next = Next };

    private static int RoundedUp(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    private static long[] Filled(int length, long value)
    {
        long[] filled = new long[length];
        Array.Fill(filled, value);
        return filled;
    }

    private void WriteSource(TrainingExample example, int row)
    {
        for (int i = 0; i < example.InstructionIds.Count; i++)
        {
            SourceIds[(row * SourceLength) + i] = example.InstructionIds[i];
            SourceMask[(row * SourceLength) + i] = 1;
        }
    }

    private void WriteTree(TargetTree tree, int row)
    {
        Span<bool> visible = Visible.AsSpan(row * NodeLength * NodeLength, NodeLength * NodeLength);
        for (int node = 0; node < NodeLength; node++)
        {
            Span<bool> line = visible.Slice(node * NodeLength, NodeLength);
            if (node < tree.Tokens.Count)
            {
                NodeIds[(row * NodeLength) + node] = tree.Tokens[node];
                Depths[(row * NodeLength) + node] = tree.Depths[node];
                if (tree.Parents[node] is >= 0 and int parent)
                {
                    visible.Slice(parent * NodeLength, parent + 1).CopyTo(line);
                }
            }

            // Padding sees itself, so that its softmax is a number.
            line[node] = true;
        }
    }
}
