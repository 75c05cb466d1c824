using InstructRec.Catalog;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>One item of a ranking.</summary>
/// <param name="Item">The item.</param>
/// <param name="Rank">Its place, from 1.</param>
/// <param name="Score">What it was ranked by, with its parts.</param>
/// <param name="Probability">Its probability within the set it was scored in (of Yes for a pointwise instruction).</param>
public sealed record RankedItem(Item Item, int Rank, CandidateScore Score, double Probability);
