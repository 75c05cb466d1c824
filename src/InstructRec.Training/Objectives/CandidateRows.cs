namespace InstructRec.Training.Objectives;

/// <summary>The candidates of several examples, a row each, filled up to the longest.</summary>
internal sealed class CandidateRows
{
    public CandidateRows(IReadOnlyList<CandidateRow> rows, int lengthMultiple)
    {
        Length = (rows.Max(r => r.Length) + lengthMultiple - 1) / lengthMultiple * lengthMultiple;
        MaxDepth = (int)rows.Max(r => r.Depths.Max());
        NodeIds = new long[rows.Count * Length];
        Depths = new long[rows.Count * Length];
        Visible = new bool[rows.Count * Length * Length];
        for (int row = 0; row < rows.Count; row++)
        {
            CandidateRow list = rows[row];
            list.NodeIds.CopyTo(NodeIds, row * Length);
            list.Depths.CopyTo(Depths, row * Length);
            for (int node = 0; node < Length; node++)
            {
                Span<bool> line = Visible.AsSpan(((row * Length) + node) * Length, Length);
                if (node < list.Length)
                {
                    list.Visible.AsSpan(node * list.Length, list.Length).CopyTo(line);
                }

                // Padding sees itself, so that its softmax is a number.
                line[node] = true;
            }
        }
    }

    public int Length { get; }

    public int MaxDepth { get; }

    public long[] NodeIds { get; }

    public long[] Depths { get; }

    public bool[] Visible { get; }
}
