namespace InstructRec.Retrieval;

/// <summary>Scores an item by how often it was taken together with the items of the history: cosine between items over people, a few nearest neighbours each.</summary>
/// <remarks>
/// similarity(i, j) = c(i, j) / (sqrt(c(i) c(j)) + shrinkage). Memory: 12 bytes per neighbour kept. Fitting costs the sum of squared history lengths;
/// of a longer history only the most recent <c>historyLimit</c> items take part.
/// </remarks>
public sealed class ItemKnn : ICandidateSource
{
    private readonly int[][] _neighbours;
    private readonly double[][] _similarities;

    private ItemKnn(int[][] neighbours, double[][] similarities, int[] counts)
    {
        InteractionCounts = counts;
        _neighbours = neighbours;
        _similarities = similarities;
    }

    /// <inheritdoc/>
    public string Name => "item-kNN";

    /// <inheritdoc/>
    public int ItemCount => _neighbours.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> InteractionCounts { get; }

    /// <summary>Counts which items people took together.</summary>
    /// <param name="itemCount">The size of the catalogue.</param>
    /// <param name="personCount">How many people there are.</param>
    /// <param name="history">The training items of a person by index; an item counts once per person.</param>
    /// <param name="neighbourCount">How many neighbours an item keeps.</param>
    /// <param name="shrinkage">Damps similarities that rest on few people.</param>
    /// <param name="historyLimit">How many of a person's most recent items take part.</param>
    /// <param name="cancellationToken">Stops between two items.</param>
    /// <returns>The fitted source.</returns>
    public static ItemKnn Fit(
        int itemCount, int personCount, Func<int, ReadOnlySpan<int>> history, int neighbourCount = 200, double shrinkage = 1, int historyLimit = 500,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neighbourCount);
        ArgumentOutOfRangeException.ThrowIfNegative(shrinkage);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(historyLimit);
        var people = new int[personCount][];
        var takers = new List<int>[itemCount];
        for (int person = 0; person < personCount; person++)
        {
            ReadOnlySpan<int> whole = history(person);
            people[person] = [.. whole[Math.Max(0, whole.Length - historyLimit)..].ToArray().Distinct()];
            foreach (int item in people[person])
            {
                (takers[item] ??= []).Add(person);
            }
        }

        var neighbours = new int[itemCount][];
        var similarities = new double[itemCount][];
        var together = new int[itemCount];
        var touched = new List<int>();
        for (int item = 0; item < itemCount; item++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            touched.Clear();
            foreach (int person in takers[item] ?? [])
            {
                foreach (int other in people[person])
                {
                    if (other != item && together[other]++ == 0)
                    {
                        touched.Add(other);
                    }
                }
            }

            var best = new BestItems(neighbourCount);
            touched.Sort();
            double Similarity(int other) => together[other] / (Math.Sqrt((double)takers[item].Count * takers[other].Count) + shrinkage);
            foreach (int other in touched)
            {
                best.Add(other, Similarity(other));
            }

            // In order of index, so that scoring can look one up by halving.
            int[] kept = best.Take();
            Array.Sort(kept);
            neighbours[item] = kept;
            similarities[item] = [.. kept.Select(Similarity)];
            foreach (int other in touched)
            {
                together[other] = 0;
            }
        }

        return new ItemKnn(neighbours, similarities, Array.ConvertAll(takers, t => t?.Count ?? 0));
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> history, ReadOnlySpan<int> items, Span<double> scores)
    {
        for (int i = 0; i < items.Length; i++)
        {
            double sum = 0;
            foreach (int seen in history)
            {
                int at = Array.BinarySearch(_neighbours[seen], items[i]);
                sum += at >= 0 ? _similarities[seen][at] : 0;
            }

            scores[i] = sum;
        }
    }

    /// <inheritdoc/>
    public int[] Find(ReadOnlySpan<int> history, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var sums = new Dictionary<int, double>();
        foreach (int seen in history)
        {
            for (int i = 0; i < _neighbours[seen].Length; i++)
            {
                int item = _neighbours[seen][i];
                sums[item] = sums.GetValueOrDefault(item) + _similarities[seen][i];
            }
        }

        foreach (int seen in history)
        {
            sums.Remove(seen);
        }

        var best = new BestItems(count);
        foreach ((int item, double score) in sums.OrderBy(p => p.Key))
        {
            best.Add(item, score);
        }

        return best.Take();
    }
}
