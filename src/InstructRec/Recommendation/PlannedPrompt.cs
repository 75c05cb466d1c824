using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>One text for the encoder and the answers whose likelihood is wanted.</summary>
/// <param name="Text">The instruction, written out, with its tokens.</param>
/// <param name="Answers">The token ids of each answer, ending in the end token.</param>
internal sealed record PlannedPrompt(FormattedInstruction Text, IReadOnlyList<int[]> Answers);
