namespace InstructRec.Scoring;

/// <summary>How far a long scoring is.</summary>
/// <param name="ScoredNodes">Nodes scored, over all instructions.</param>
/// <param name="TotalNodes">Nodes to score in all.</param>
public readonly record struct ScoringProgress(long ScoredNodes, long TotalNodes);
