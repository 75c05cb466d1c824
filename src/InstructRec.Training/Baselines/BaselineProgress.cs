namespace InstructRec.Training.Baselines;

/// <summary>Where the training of a baseline is, told after each pass over the training part.</summary>
/// <param name="Baseline">Its name.</param>
/// <param name="Epoch">The pass just done, from 1.</param>
/// <param name="Loss">The mean loss of the pass.</param>
/// <param name="HitRateAt1">HR@1 on validation people, nine random negatives each; NaN where the data has none.</param>
/// <param name="NdcgAt5">NDCG@5 on them; what the pass is chosen by.</param>
/// <param name="IsBest">Whether this is the best pass so far.</param>
/// <param name="Elapsed">Since training began.</param>
public sealed record BaselineProgress(string Baseline, int Epoch, double Loss, double HitRateAt1, double NdcgAt5, bool IsBest, TimeSpan Elapsed);
