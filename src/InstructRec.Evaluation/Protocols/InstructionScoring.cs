namespace InstructRec.Evaluation.Protocols;

/// <summary>How a model of instructions answers: one score per candidate, in order; for a pointwise question the score of "yes".</summary>
/// <param name="questions">Several questions.</param>
/// <param name="cancellationToken">Stops the scoring.</param>
/// <returns>For each question, in order, one score per candidate, in order; higher is better.</returns>
public delegate ValueTask<IReadOnlyList<IReadOnlyList<double>>> InstructionScoring(IReadOnlyList<InstructionQuestion> questions, CancellationToken cancellationToken);
