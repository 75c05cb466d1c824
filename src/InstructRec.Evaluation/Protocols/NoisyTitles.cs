using InstructRec.Catalog;
using InstructRec.Data;
using InstructRec.Data.Candidates;

namespace InstructRec.Evaluation.Protocols;

/// <summary>Titles as shops really have them: letters missing, doubled, swapped or shouted, by a seed, so that what a model makes of them can be measured.</summary>
/// <param name="rate">The share of letters that something happens to, from 0 to 1.</param>
/// <param name="seed">The seed; an item's noise depends on it and the item's id only.</param>
public sealed class NoisyTitles(double rate, ulong seed = FrozenCandidates.DefaultSeed)
{
    /// <summary>An item with a noisy title.</summary>
    /// <param name="item">The item.</param>
    /// <returns>The same id and attributes; a title that is never empty.</returns>
    public Item Of(Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!(rate >= 0 && rate <= 1))
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "the share of letters with noise must be from 0 to 1", nameof(NoisyTitles));
        }

        ulong state = seed;
        foreach (char c in item.Id)
        {
            state = new SplitMix64(state ^ c).Next();
        }

        SplitMix64 random = new(state);
        List<char> letters = [];
        foreach (char c in item.Title)
        {
            letters.Add(c);
            if (!char.IsLetterOrDigit(c) || (random.Next() >> 11) * (1.0 / (1UL << 53)) >= rate)
            {
                continue;
            }

            switch (random.Below(4))
            {
                case 0:
                    letters.RemoveAt(letters.Count - 1);
                    break;
                case 1:
                    letters.Add(c);
                    break;
                case 2 when letters.Count > 1:
                    (letters[^1], letters[^2]) = (letters[^2], letters[^1]);
                    break;
                default:
                    letters[^1] = char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c);
                    break;
            }
        }

        string noisy = new([.. letters]);
        return item with { Title = string.IsNullOrWhiteSpace(noisy) ? item.Title : noisy };
    }

    /// <summary>A data set with noisy titles and everything else as it was; give it to the systems, not to the split.</summary>
    /// <param name="dataset">The data set.</param>
    /// <returns>One that shares all but the catalogue.</returns>
    public InteractionDataset Of(InteractionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.WithItems(Of);
    }
}
