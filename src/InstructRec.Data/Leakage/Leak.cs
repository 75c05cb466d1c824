namespace InstructRec.Data.Leakage;

/// <summary>Something that was used although it lies at or after what is to be foretold.</summary>
/// <param name="Where">The input, output, count or index that holds it.</param>
/// <param name="Person">The person's id; <see langword="null"/> where it can't be told.</param>
/// <param name="Position">The position in the person's history; <see langword="null"/> where it can't be told.</param>
/// <param name="What">What is wrong, in words.</param>
public sealed record Leak(string Where, string? Person, int? Position, string What);
