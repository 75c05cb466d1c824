using InstructRec.Catalog;

namespace InstructRec.Recommendation;

/// <summary>Items found in a catalogue and their scores, in no particular order.</summary>
/// <param name="Items">The items.</param>
/// <param name="Scores">Their scores, in the same order.</param>
public sealed record MatchResult(IReadOnlyList<Item> Items, CandidateScores Scores);
