using InstructRec.Scoring;
using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>What a model says about the candidates of one request.</summary>
/// <param name="Scores">One per candidate, in the candidates' order; more is better.</param>
public sealed record CandidateScores(IReadOnlyList<CandidateScore> Scores)
{
    /// <summary>The probability of each candidate: of Yes for a pointwise request, otherwise within the set of candidates (they sum to 1).</summary>
    public required IReadOnlyList<double> Probabilities { get; init; }

    /// <summary>Whether a temperature fitted on validation stands behind <see cref="Probabilities"/>; otherwise take them as an order of magnitude.</summary>
    public bool IsCalibrated { get; init; }

    /// <summary>The texts that the model read; empty for a model that reads none.</summary>
    public IReadOnlyList<FormattedInstruction> Prompts { get; init; } = [];

    /// <summary>What the model reasoned after each of <see cref="Prompts"/>; empty where it was not asked to.</summary>
    public IReadOnlyList<string> Reasoning { get; init; } = [];

    /// <summary>Where the time went.</summary>
    public ScoringTimings Timings { get; init; }

    /// <summary>The result of a model that has plain scores: they are the whole score, and a softmax makes probabilities of them.</summary>
    /// <param name="scores">One finite number per candidate, more is better.</param>
    /// <returns>The result, marked as not calibrated.</returns>
    public static CandidateScores FromValues(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return new CandidateScores([.. scores.Select(score => new CandidateScore(score, 1, 0, 0, score, 0, 0))])
        {
            Probabilities = ProbabilityCalibration.Uncalibrated.Probabilities([.. scores]),
        };
    }
}
