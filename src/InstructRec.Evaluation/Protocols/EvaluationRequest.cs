namespace InstructRec.Evaluation.Protocols;

/// <summary>What a protocol asks a system about one person. The order of the candidates tells nothing: it was shuffled by a seed.</summary>
/// <param name="Person">The person's index in the data set.</param>
/// <param name="History">The items before the target, oldest first; item indexes.</param>
/// <param name="Candidates">The items to score; item indexes.</param>
public sealed record EvaluationRequest(int Person, ReadOnlyMemory<int> History, ReadOnlyMemory<int> Candidates);
