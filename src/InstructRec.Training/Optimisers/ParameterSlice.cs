namespace InstructRec.Training.Optimisers;

/// <summary>Where one parameter lies in a <see cref="ParameterBuffer"/>.</summary>
/// <param name="Name">The parameter's name, as in the checkpoint.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Offset">Its first element in the buffer; a multiple of 64 bytes.</param>
/// <param name="Decays">Whether weight decay applies to it.</param>
public sealed record ParameterSlice(string Name, IReadOnlyList<long> Shape, long Offset, bool Decays)
{
    /// <summary>How many elements it has.</summary>
    public long Length { get; } = Shape.Aggregate(1L, (product, size) => product * size);
}
