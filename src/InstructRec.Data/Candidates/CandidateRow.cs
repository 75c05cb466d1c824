namespace InstructRec.Data.Candidates;

/// <summary>What one person is asked: one target among negatives.</summary>
/// <param name="Person">The person's index.</param>
/// <param name="Target">The item that the person really took.</param>
/// <param name="Negatives">Items that the person never touched, in the file's order, which tells nothing and must not be shown.</param>
public sealed record CandidateRow(int Person, int Target, IReadOnlyList<int> Negatives);
