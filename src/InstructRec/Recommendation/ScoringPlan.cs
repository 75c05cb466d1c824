using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>What a request comes to: the prompts to read, and how the likelihoods of their answers become one score per candidate.</summary>
/// <param name="Prompts">At least one.</param>
/// <param name="Combine">Takes the likelihoods of each prompt's answers, in the order of <paramref name="Prompts"/>.</param>
internal sealed record ScoringPlan(IReadOnlyList<PlannedPrompt> Prompts, Func<IReadOnlyList<CandidateLikelihoods>, CandidateScores> Combine);
