namespace InstructRec.Scoring;

/// <summary>How far a long scoring is.</summary>
/// <param name="ScoredNodes">
/// Nodes scored, over all instructions. Told by a model instead of a scorer, they are counted in tokens of the answers, shared beginnings each time.
/// </param>
/// <param name="TotalNodes">Nodes to score in all, counted alike.</param>
public readonly record struct ScoringProgress(long ScoredNodes, long TotalNodes);
