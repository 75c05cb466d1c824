namespace InstructRec.Runtime;

/// <summary>Which of the waiting pieces of work are run together.</summary>
internal static class BatchChoice
{
    /// <summary>The piece that is due first, and those nearest to it in length while all of them, padded to the longest, stay within a budget.</summary>
    /// <param name="waiting">Their terms; at least one.</param>
    /// <param name="due">When each is due, in any unit; equal ones go by their place.</param>
    /// <param name="maxTokens">The budget of padded tokens; the first piece is taken whatever its size.</param>
    /// <param name="most">The most pieces; at least one is taken.</param>
    /// <returns>Places in <paramref name="waiting"/>; the first is the one due first.</returns>
    public static List<int> Of(IReadOnlyList<BatchTerms> waiting, IReadOnlyList<long> due, int maxTokens, int most = int.MaxValue)
    {
        int first = Enumerable.Range(0, waiting.Count).MinBy(i => due[i]);
        List<int> chosen = [first];
        if (waiting[first].Alone)
        {
            return chosen;
        }

        long length = waiting[first].Length, rows = waiting[first].Rows;
        IEnumerable<int> others = Enumerable.Range(0, waiting.Count).Where(i => i != first && !waiting[i].Alone)
            .OrderBy(i => Math.Abs(waiting[i].Length - waiting[first].Length)).ThenBy(i => due[i]);
        foreach (int other in others)
        {
            if (chosen.Count >= most)
            {
                break;
            }

            long longest = Math.Max(length, waiting[other].Length);
            if (longest * (rows + waiting[other].Rows) <= maxTokens)
            {
                (length, rows) = (longest, rows + waiting[other].Rows);
                chosen.Add(other);
            }
        }

        return chosen;
    }
}
