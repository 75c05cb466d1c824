namespace InstructRec.Training.Objectives;

/// <summary>Candidates side by side as one decoder sequence, none of which sees another.</summary>
internal sealed class CandidateRow
{
    public CandidateRow(IReadOnlyList<IReadOnlyList<int>> candidates, int startToken)
    {
        Count = candidates.Count;
        Length = candidates.Sum(c => c.Count);
        NodeIds = new long[Length];
        Depths = new long[Length];
        Labels = new long[Length];
        Owners = new long[Length];
        Visible = new bool[Length * Length];
        Lengths = [.. candidates.Select(c => (float)c.Count)];
        int first = 0;
        for (int candidate = 0; candidate < Count; candidate++)
        {
            IReadOnlyList<int> tokens = candidates[candidate];
            for (int i = 0; i < tokens.Count; i++)
            {
                NodeIds[first + i] = i == 0 ? startToken : tokens[i - 1];
                Depths[first + i] = i;
                Labels[first + i] = tokens[i];
                Owners[first + i] = candidate;
                Visible.AsSpan(((first + i) * Length) + first, i + 1).Fill(true);
            }

            first += tokens.Count;
        }
    }

    public int Count { get; }

    public int Length { get; }

    public long[] NodeIds { get; }

    public long[] Depths { get; }

    public long[] Labels { get; }

    public long[] Owners { get; }

    public bool[] Visible { get; }

    public float[] Lengths { get; }
}
