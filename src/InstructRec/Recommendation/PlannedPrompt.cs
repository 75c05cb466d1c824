using InstructRec.Scoring;
using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>One text for the encoder and the answers whose likelihood is wanted.</summary>
/// <param name="Text">The instruction, written out, with its tokens.</param>
/// <param name="Answers">The token ids of each answer, ending in the end token.</param>
internal sealed record PlannedPrompt(FormattedInstruction Text, IReadOnlyList<int[]> Answers)
{
    /// <summary>What the model says before the answers; null where the answers come at once.</summary>
    public PlannedReasoning? Reasoning { get; init; }

    /// <summary>Whether the answers are titles, which a retrieval head compares with the instruction; answer words are not.</summary>
    public bool AnswersAreTitles { get; init; }

    /// <summary>Told how far the scoring is.</summary>
    public IProgress<ScoringProgress>? Progress { get; init; }
}
