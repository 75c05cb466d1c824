namespace InstructRec.Retrieval;

/// <summary>Merges lists whose scores cannot be compared by the places in them: the sum of 1 / (60 + place) (Cormack, Clarke, Büttcher 2009).</summary>
internal static class RankFusion
{
    private const int Smoothing = 60;

    /// <summary>Each id once, best first; equal sums keep the order in which ids were met, place by place.</summary>
    public static IReadOnlyList<string> Merge(IReadOnlyList<IReadOnlyList<string>> lists, IReadOnlySet<string> without, int count)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        var met = new List<string>();
        int longest = lists.Count == 0 ? 0 : lists.Max(l => l.Count);
        for (int place = 0; place < longest; place++)
        {
            foreach (IReadOnlyList<string> list in lists)
            {
                if (place >= list.Count || without.Contains(list[place]))
                {
                    continue;
                }

                if (!sums.TryGetValue(list[place], out double sum))
                {
                    met.Add(list[place]);
                }

                sums[list[place]] = sum + (1.0 / (Smoothing + place + 1));
            }
        }

        return [.. met.OrderByDescending(id => sums[id]).Take(count)];
    }
}
