namespace InstructRec.Training;

/// <summary>How well a network ranks people's left-out items while it is trained.</summary>
/// <param name="HitRateAt1">HR@1.</param>
/// <param name="NdcgAt5">NDCG@5: the best checkpoint and early stopping are chosen by it.</param>
public sealed record ValidationScores(double HitRateAt1, double NdcgAt5);
