namespace InstructRec.Data.Preparation;

/// <summary>What to do with a person who took the same item more than once.</summary>
public static class Duplicates
{
    /// <summary>Keeps the first time a person took each item.</summary>
    /// <param name="dataset">The data set.</param>
    /// <returns>The data set without the later ones.</returns>
    public static InteractionDataset KeepFirst(InteractionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.Where((person, position) => dataset.History(person).IndexOf(dataset.History(person)[position]) == position);
    }

    /// <summary>Keeps the last time a person took each item.</summary>
    /// <param name="dataset">The data set.</param>
    /// <returns>The data set without the earlier ones.</returns>
    public static InteractionDataset KeepLast(InteractionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.Where((person, position) => dataset.History(person).LastIndexOf(dataset.History(person)[position]) == position);
    }
}
