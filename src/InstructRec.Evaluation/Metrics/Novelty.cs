namespace InstructRec.Evaluation.Metrics;

/// <summary>How little known what a system shows is: the mean of -log2 of an item's share of all training interactions, over everyone's first k, in bits.</summary>
/// <remarks>An item without interactions counts as if it had one. More bits, rarer items; a catalogue of n equally popular items has log2 n.</remarks>
/// <param name="k">How many first items count; positive.</param>
public sealed class Novelty(int k)
{
    /// <summary>What tables call it.</summary>
    public string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"novelty@{k}");

    /// <summary>The mean over people and places.</summary>
    /// <param name="lists">Each person's items, best first.</param>
    /// <param name="counts">The training count of each item of the catalogue.</param>
    /// <returns>Bits.</returns>
    /// <exception cref="ArgumentException">A list is shorter than k, or there are no interactions.</exception>
    public double Of(IReadOnlyList<IReadOnlyList<int>> lists, IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        double sum = counts.Sum(c => (double)c);
        return sum > 0 ? FirstItems.Of(lists, k).Average(i => -Math.Log2(Math.Max(1, counts[i]) / sum)) : throw new ArgumentException("There are no interactions.", nameof(counts));
    }
}
