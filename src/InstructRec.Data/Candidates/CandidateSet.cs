namespace InstructRec.Data.Candidates;

/// <summary>The frozen candidates of many people: what every recommender of a comparison is asked.</summary>
/// <param name="Name">What it is called in tables, for example <c>test.random9</c>.</param>
/// <param name="Rows">One row per person, ascending.</param>
public sealed record CandidateSet(string Name, IReadOnlyList<CandidateRow> Rows);
