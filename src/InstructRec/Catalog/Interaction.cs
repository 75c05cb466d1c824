namespace InstructRec.Catalog;

/// <summary>One thing a person did with one item: bought, watched, rated, played.</summary>
/// <param name="Item">The item.</param>
/// <param name="Position">Its place in the person's own order; only the order counts, gaps are allowed.</param>
/// <param name="Time">When it happened, where that is known.</param>
public sealed record Interaction(Item Item, long Position, DateTimeOffset? Time = null);
