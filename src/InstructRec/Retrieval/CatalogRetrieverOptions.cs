namespace InstructRec.Retrieval;

/// <summary>What a <see cref="CatalogRetriever"/> is fitted with.</summary>
public sealed record CatalogRetrieverOptions
{
    /// <summary>How many neighbours an item keeps in item-kNN, 12 bytes each; 100 by default, 0 leaves item-kNN out.</summary>
    public int Neighbours
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There are 0 neighbours or more.");
    } = 100;

    /// <summary>Whether titles and attribute labels are indexed by their words; on by default. Without it wishes find nothing here.</summary>
    public bool IndexTitles { get; init; } = true;
}
