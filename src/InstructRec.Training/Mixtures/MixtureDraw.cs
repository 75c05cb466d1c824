using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Instructions;

namespace InstructRec.Training.Mixtures;

/// <summary>One place of one person's training part: what lies before it, what follows, and what is neither.</summary>
internal sealed class MixtureDraw(LeaveOneOutSplit split, ShownTitles titles, MixtureOptions options, int[] pool, int person, int place, int start)
{
    public int Person => person;

    public int Place => place;

    public Item Target => split.Dataset.Items[ItemAt(place)];

    public int ItemAt(int at) => split.Training(person)[at];

    public int Position(int at) => start + at;

    public int[] HistoryPositions(int most) => [.. Enumerable.Range(Math.Max(0, place - most), Math.Min(place, most)).Select(Position)];

    public Item[] WholeHistory() => Array.ConvertAll(split.Training(person)[..place].ToArray(), i => split.Dataset.Items[i]);

    public Preference HistoryPreference(string? text = null)
    {
        int shown = Math.Min(place, options.HistoryLength);
        Item[] history = Array.ConvertAll(split.Training(person).Slice(place - shown, shown).ToArray(), titles.InHistory);
        return text is null ? Preference.Implicit(history) : Preference.Both(history, text);
    }

    /// <summary>The next place and some of those after it.</summary>
    public int[] FollowingPlaces(ref SplitMix64 random)
    {
        int window = Math.Min(options.Window, split.Training(person).Length - place);
        int count = Math.Min(options.NextItems, window);
        int[] others = [.. Enumerable.Range(place + 1, window - 1)];
        random.Shuffle<int>(others);
        return [place, .. others.Take(count - 1)];
    }

    /// <summary>Items of the training part that are not of this person's: what the person did later is not looked at.</summary>
    public Item[] Negatives(int count, ref SplitMix64 random)
    {
        HashSet<int> taken = [.. split.Training(person)];
        List<Item> drawn = [];
        for (int trial = 0; drawn.Count < count; trial++)
        {
            int item = pool[random.Below(pool.Length)];
            if (taken.Add(item))
            {
                drawn.Add(split.Dataset.Items[item]);
            }
            else if (trial > 1000 + (100 * count))
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Data, $"the person '{split.Dataset.People[person]}' has chosen so much of the catalogue that {count} negatives are not left", split.Dataset.Name,
                    "Leave this person out, or ask for fewer negatives");
            }
        }

        return [.. drawn];
    }
}
