namespace InstructRec.Data.Candidates;

/// <summary>Frozen candidates of product search, where no person is asked about.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Rows">One row per item to be found.</param>
public sealed record ItemCandidateSet(string Name, IReadOnlyList<ItemCandidateRow> Rows);
