using InstructRec.Catalog;

namespace InstructRec.Data.Teachers;

/// <summary>Writes what a person prefers (P2) and wants (I1) in words, from what the person did (PAPER, "Making the fine-grained instruction data").</summary>
/// <remarks>Implementations are thread-safe. What they write is recorded with their <see cref="Name"/>.</remarks>
public interface IInstructionTeacher
{
    /// <summary>Who wrote a text: a stable name with a version, kept in every record.</summary>
    string Name { get; }

    /// <summary>Writes a preference from a history.</summary>
    /// <param name="history">The items before the target, oldest first: never the target or anything after it.</param>
    /// <param name="seed">Chooses the wording; the same history and seed give the same text where the teacher is deterministic.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>A sentence without a full stop at the end, or <see langword="null"/> where the history says nothing.</returns>
    ValueTask<string?> WritePreferenceAsync(IReadOnlyList<Item> history, ulong seed, CancellationToken cancellationToken = default);

    /// <summary>Writes the wish behind a choice. The target is known here: results on such wishes are oracle-query results.</summary>
    /// <param name="target">The item chosen; its title must not appear in the wish.</param>
    /// <param name="review">What the person wrote about it, where that is known.</param>
    /// <param name="seed">Chooses the wording.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>A wish, or <see langword="null"/> where nothing is known about the item.</returns>
    ValueTask<string?> WriteIntentionAsync(Item target, string? review, ulong seed, CancellationToken cancellationToken = default);
}
