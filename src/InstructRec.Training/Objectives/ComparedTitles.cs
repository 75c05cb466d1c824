using InstructRec.Data.Candidates;

namespace InstructRec.Training.Objectives;

/// <summary>The titles that a batch's targets are compared with: the targets themselves, then titles drawn at random, up to one fixed number.</summary>
/// <remarks>
/// A title that many people chose is here more often than its share of a random draw. The correction is minus the logarithm of the probability of being here (logQ): with
/// it a softmax over these titles estimates the one over the whole catalogue.
/// </remarks>
internal sealed class ComparedTitles
{
    private readonly int[] _pool;
    private readonly int[] _counts;
    private readonly double _total;

    /// <param name="trainingCounts">How often each item of the catalogue occurs in the training part; items that do not are never drawn.</param>
    public ComparedTitles(IReadOnlyList<int> trainingCounts)
    {
        _counts = [.. trainingCounts];
        _pool = [.. Enumerable.Range(0, _counts.Length).Where(i => _counts[i] > 0)];
        _total = _counts.Sum(c => (double)c);
    }

    /// <summary>Draws the titles of one batch.</summary>
    /// <param name="targets">The items that the batch teaches, one entry per target.</param>
    /// <param name="size">How many titles there shall be.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <returns>Distinct items and the correction of each one's logit.</returns>
    public (int[] Items, float[] Corrections) Draw(IReadOnlyList<int> targets, int size, ref SplitMix64 random)
    {
        List<int> items = [.. targets.Distinct()];
        HashSet<int> taken = [.. items];
        int known = items.Count(i => _counts[i] > 0);
        int room = Math.Min(Math.Max(0, size - items.Count), _pool.Length - known);
        bool whole = room == _pool.Length - known;
        if (whole)
        {
            items.AddRange(_pool.Where(taken.Add));
        }

        for (int drawn = 0; !whole && drawn < room;)
        {
            int item = _pool[random.Below(_pool.Length)];
            if (taken.Add(item))
            {
                items.Add(item);
                drawn++;
            }
        }

        double uniform = (double)room / Math.Max(1, _pool.Length - known);
        return ([.. items], [.. items.Select(i => whole ? 0 : (float)-Math.Log(Presence(i, targets.Count, uniform)))]);
    }

    private double Presence(int item, int targets, double uniform)
    {
        double asTarget = 1 - Math.Pow(1 - (_counts[item] / _total), targets);
        return Math.Max(1e-9, 1 - ((1 - asTarget) * (1 - uniform)));
    }
}
