namespace InstructRec.Data.Candidates;

/// <summary>What is asked about one item in product search: the item among negatives.</summary>
/// <param name="Target">The item to be found.</param>
/// <param name="Negatives">Other items, in the file's order, which tells nothing and must not be shown.</param>
public sealed record ItemCandidateRow(int Target, IReadOnlyList<int> Negatives);
