namespace InstructRec.Training.Batches;

/// <summary>One text that the model is to write for an instruction.</summary>
/// <param name="TokenIds">Its tokens, the end token last; at least one.</param>
/// <param name="Weight">How much each of its tokens counts in the loss; 1 unless set.</param>
public sealed record TrainingTarget(IReadOnlyList<int> TokenIds, float Weight = 1)
{
    /// <summary>Which item of the catalogue the text names, by its place there; <see langword="null"/> where it names none. Titles that are cut alike do not tell.</summary>
    public int? Item { get; init; }
}
