namespace InstructRec.Catalog;

/// <summary>A part of a long list, and where the next part begins.</summary>
/// <typeparam name="T">What the list is of.</typeparam>
/// <param name="Values">The part, in the list's order.</param>
/// <param name="Next">What to pass as <c>after</c> for the next part; <see langword="null"/> where this was the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Values, string? Next);
