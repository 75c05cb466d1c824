using InstructRec.Data.Candidates;

namespace InstructRec.Data.Splits;

/// <summary>Splits items with their queries for product search: 80 % training, 10 % validation, 10 % test, by a seeded shuffle of the catalogue.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ItemSplit
{
    private readonly HashSet<int> _heldOut;

    /// <summary>Splits items.</summary>
    /// <param name="items">Ascending item indexes, for example those that have attributes to make a query of.</param>
    /// <param name="seed">The seed of the shuffle (<see cref="SplitMix64"/>).</param>
    /// <param name="trainingShare">The share for training.</param>
    /// <param name="validationShare">The share for validation; what is left is test.</param>
    public ItemSplit(IReadOnlyList<int> items, ulong seed = FrozenCandidates.DefaultSeed, double trainingShare = 0.8, double validationShare = 0.1)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainingShare);
        ArgumentOutOfRangeException.ThrowIfNegative(validationShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trainingShare + validationShare, 1 + 1e-9);
        int[] order = [.. items];
        new SplitMix64(seed).Shuffle<int>(order);
        int training = (int)Math.Round(order.Length * trainingShare);
        int validation = Math.Min(order.Length - training, (int)Math.Round(order.Length * validationShare));
        Training = [.. order[..training].Order()];
        Validation = [.. order[training..(training + validation)].Order()];
        Test = [.. order[(training + validation)..].Order()];
        _heldOut = [.. Validation, .. Test];
    }

    /// <summary>The items from whose queries may be learned, ascending.</summary>
    public IReadOnlyList<int> Training { get; }

    /// <summary>The items on whose queries everything is chosen, ascending.</summary>
    public IReadOnlyList<int> Validation { get; }

    /// <summary>The items for the final figure, ascending.</summary>
    public IReadOnlyList<int> Test { get; }

    /// <summary>Splits a whole catalogue with the default seed: what training holds out and evaluation asks about is then the same.</summary>
    /// <param name="dataset">The data set; every item of its catalogue is in one of the three parts.</param>
    /// <returns>The split.</returns>
    public static ItemSplit Of(InteractionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new ItemSplit([.. Enumerable.Range(0, dataset.Items.Count)]);
    }

    /// <summary>Whether an item is for validation or test: nothing may then be learned from wishes or attributes made of it.</summary>
    /// <param name="item">The item's index in the catalogue.</param>
    /// <returns>Whether it is held out; items that were not split are not.</returns>
    public bool HoldsOut(int item) => _heldOut.Contains(item);
}
