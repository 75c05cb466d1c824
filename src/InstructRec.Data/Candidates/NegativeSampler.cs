namespace InstructRec.Data.Candidates;

/// <summary>Draws negatives uniformly, without replacement, never an item of the person's whole history, so that a seed alone makes the file again in any language.</summary>
/// <remarks>
/// One <see cref="SplitMix64"/> stream per person, <c>seed XOR (set &lt;&lt; 32) XOR person</c>. A draw is an index into the pool by rejection; an item of the history, or one
/// already drawn, is thrown away; the result is sorted by pool order. Thread-safe.
/// </remarks>
public sealed class NegativeSampler
{
    private readonly InteractionDataset _dataset;
    private readonly int[] _pool;

    /// <summary>Prepares draws.</summary>
    /// <param name="dataset">The whole data set, uncut: what was ever touched is no negative.</param>
    /// <param name="pool">Ascending item indexes to draw from; every item with an interaction where <see langword="null"/>.</param>
    public NegativeSampler(InteractionDataset dataset, IReadOnlyList<int>? pool = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        _dataset = dataset;
        _pool = pool is null ? dataset.InteractedItems() : [.. pool];
    }

    /// <summary>How many items are drawn from.</summary>
    public int PoolSize => _pool.Length;

    /// <summary>Draws for one person.</summary>
    /// <param name="person">The person's index.</param>
    /// <param name="count">How many negatives.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="set">Which of several sets is drawn with that seed.</param>
    /// <returns>Ascending item indexes.</returns>
    /// <exception cref="InstructRecException">The person has touched so much that too few items are left (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public int[] Draw(int person, int count, ulong seed, uint set)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var taken = new HashSet<int>(_dataset.History(person).Length + count);
        foreach (int item in _dataset.History(person))
        {
            taken.Add(item);
        }

        // Counting what is left costs a pass over the pool: only where the sizes alone do not settle it.
        if (_pool.Length < count + taken.Count && _pool.Count(i => !taken.Contains(i)) < count)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, $"the person '{_dataset.People[person]}' has touched so many of the {_pool.Length} items that {count} negatives are not left",
                _dataset.Name, "Draw fewer negatives, or leave this person out");
        }

        SplitMix64 random = SplitMix64.ForPerson(seed, set, person);
        var drawn = new int[count];
        for (int i = 0; i < count;)
        {
            int item = _pool[random.Below(_pool.Length)];
            if (taken.Add(item))
            {
                drawn[i++] = item;
            }
        }

        Array.Sort(drawn);
        return drawn;
    }
}
