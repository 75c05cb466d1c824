namespace InstructRec.Catalog;

/// <summary>One person's items by id.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="ItemIds">What the person took, oldest first.</param>
public sealed record PersonItems(string Person, IReadOnlyList<string> ItemIds);
