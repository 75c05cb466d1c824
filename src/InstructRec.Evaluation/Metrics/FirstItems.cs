namespace InstructRec.Evaluation.Metrics;

internal static class FirstItems
{
    public static IEnumerable<int> Of(IReadOnlyList<IReadOnlyList<int>> lists, int k)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        int shortest = lists.Count == 0 ? 0 : lists.Min(l => l.Count);
        return shortest >= k ? lists.SelectMany(l => l.Take(k)) : throw new ArgumentException($"A list has {shortest} items, {k} are to be counted.", nameof(lists));
    }
}
