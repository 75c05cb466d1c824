namespace InstructRec.Retrieval;

/// <summary>Scores an item by how often it was taken, whoever asks.</summary>
public sealed class Popularity : ICandidateSource
{
    private readonly double[] _counts;
    private readonly int[] _best;

    /// <summary>Takes counts, or any other weight per item.</summary>
    /// <param name="counts">One value per item; count the training part only.</param>
    /// <param name="name">What tables call it.</param>
    public Popularity(IReadOnlyList<double> counts, string name = "popularity")
    {
        ArgumentNullException.ThrowIfNull(counts);
        Name = name;
        _counts = [.. counts];
        _best = [.. Enumerable.Range(0, _counts.Length)];
        Array.Sort(_best, (a, b) => _counts[b].CompareTo(_counts[a]) is var by and not 0 ? by : a.CompareTo(b));
    }

    /// <summary>Takes counts.</summary>
    /// <param name="counts">One count per item; count the training part only.</param>
    public Popularity(IReadOnlyList<int> counts)
        : this([.. (counts ?? throw new ArgumentNullException(nameof(counts))).Select(c => (double)c)]) => InteractionCounts = [.. counts];

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int ItemCount => _counts.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int>? InteractionCounts { get; }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> history, ReadOnlySpan<int> items, Span<double> scores)
    {
        for (int i = 0; i < items.Length; i++)
        {
            scores[i] = _counts[items[i]];
        }
    }

    /// <inheritdoc/>
    public int[] Find(ReadOnlySpan<int> history, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var seen = new HashSet<int>(history.ToArray());
        return [.. _best.Where(i => _counts[i] > 0 && !seen.Contains(i)).Take(count)];
    }
}
