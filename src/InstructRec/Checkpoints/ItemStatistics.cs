namespace InstructRec.Checkpoints;

/// <summary>What training counted of one item.</summary>
/// <param name="Id">The host's key of the item.</param>
/// <param name="Title">Its title as it was trained on.</param>
/// <param name="Count">Interactions with it in the training part of the data.</param>
public sealed record ItemStatistics(string Id, string Title, long Count);
