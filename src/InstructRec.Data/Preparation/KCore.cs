namespace InstructRec.Data.Preparation;

/// <summary>Keeps only people and items that occur often enough, until nothing changes any more.</summary>
public static class KCore
{
    /// <summary>Cuts a data set down to its k-core.</summary>
    /// <param name="dataset">The data set; remove duplicates first, they count each time.</param>
    /// <param name="k">The fewest interactions that a person and an item must have; 5 in most papers.</param>
    /// <returns>The same people and catalogue, in which people and items outside the core have no interaction.</returns>
    public static InteractionDataset Of(InteractionDataset dataset, int k)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        int[] people = [.. Enumerable.Range(0, dataset.PersonCount).Select(p => dataset.History(p).Length)];
        var items = new int[dataset.Items.Count];
        for (int person = 0; person < people.Length; person++)
        {
            foreach (int item in dataset.History(person))
            {
                items[item]++;
            }
        }

        var takers = new List<int>[items.Length];
        for (int person = 0; person < people.Length; person++)
        {
            foreach (int item in dataset.History(person))
            {
                (takers[item] ??= []).Add(person);
            }
        }

        // What falls below k is taken away once, with what it takes along: linear, where counting again and again would not be.
        var personGone = new bool[people.Length];
        var itemGone = new bool[items.Length];
        var falling = new Queue<(bool IsPerson, int Index)>();
        void Check(bool isPerson, int index)
        {
            bool[] gone = isPerson ? personGone : itemGone;
            if (!gone[index] && (isPerson ? people : items)[index] < k)
            {
                gone[index] = true;
                falling.Enqueue((isPerson, index));
            }
        }

        for (int person = 0; person < people.Length; person++)
        {
            Check(true, person);
        }

        for (int item = 0; item < items.Length; item++)
        {
            Check(false, item);
        }

        while (falling.TryDequeue(out (bool IsPerson, int Index) next))
        {
            foreach (int other in next.IsPerson ? [.. dataset.History(next.Index)] : takers[next.Index] ?? [])
            {
                if (next.IsPerson ? itemGone[other] : personGone[other])
                {
                    continue;
                }

                (next.IsPerson ? items : people)[other]--;
                Check(!next.IsPerson, other);
            }
        }

        return dataset.Where((person, position) => !personGone[person] && !itemGone[dataset.History(person)[position]]);
    }
}
