using System.Globalization;

namespace InstructRec.Data;

/// <summary>The figures by which data sets are told apart and compared with the literature.</summary>
/// <param name="People">People with at least one interaction.</param>
/// <param name="CatalogItems">Items in the catalogue, with or without an interaction.</param>
/// <param name="Items">Items with at least one interaction.</param>
/// <param name="Interactions">All interactions.</param>
/// <param name="ShortestHistory">The fewest interactions of a person.</param>
/// <param name="MedianHistory">The median; the lower one of two.</param>
/// <param name="LongestHistory">The most interactions of a person.</param>
public sealed record DatasetStatistics(
    int People, int CatalogItems, int Items, long Interactions, int ShortestHistory, int MedianHistory, int LongestHistory)
{
    /// <summary>Interactions per person.</summary>
    public double AverageHistory => People == 0 ? 0 : (double)Interactions / People;

    /// <summary>Interactions divided by people times items.</summary>
    public double Density => People == 0 || Items == 0 ? 0 : Interactions / ((double)People * Items);

    /// <summary>Counts a data set.</summary>
    /// <param name="dataset">What to count.</param>
    /// <returns>The figures.</returns>
    public static DatasetStatistics Of(InteractionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int[] lengths = [.. Enumerable.Range(0, dataset.PersonCount).Select(p => dataset.History(p).Length).Where(n => n > 0).Order()];
        return new DatasetStatistics(
            lengths.Length,
            dataset.Items.Count,
            dataset.InteractedItems().Length,
            dataset.InteractionCount,
            lengths.Length == 0 ? 0 : lengths[0],
            lengths.Length == 0 ? 0 : lengths[(lengths.Length - 1) / 2],
            lengths.Length == 0 ? 0 : lengths[^1]);
    }

    /// <summary>One line for consoles and logs.</summary>
    /// <returns>For example <c>610 people, 9,724 of 9,742 items, 100,836 interactions (165.3 each, density 1.70 %)</c>.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{People:N0} people, {Items:N0} of {CatalogItems:N0} items, {Interactions:N0} interactions ({AverageHistory:F1} each, density {100 * Density:F2} %)");
}
