namespace InstructRec.Catalog;

/// <summary>Where a host's people and what they did come from: memory, a database, a service.</summary>
/// <remarks>Safe from any thread. Ids are compared as they are (ordinal).</remarks>
public interface IInteractionHistory
{
    /// <summary>What a person did, oldest first.</summary>
    /// <param name="person">The person's id; untrusted text.</param>
    /// <param name="count">How many of the most recent interactions, at least 1; all where <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The interactions with items that the catalogue still has; empty for a person who is known and did nothing.</returns>
    /// <exception cref="InstructRecException">
    /// Nobody has that id (<see cref="InstructRecErrorKind.NotFound"/>), the source does not answer (<see cref="InstructRecErrorKind.Unavailable"/>), or it holds what it must
    /// not (<see cref="InstructRecErrorKind.Data"/>).
    /// </exception>
    ValueTask<IReadOnlyList<Interaction>> GetAsync(string person, int? count = null, CancellationToken cancellationToken = default);

    /// <summary>A page of the ids of people, in an order that stays the same.</summary>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="count">The most ids of a page, at least 1.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The page.</returns>
    /// <exception cref="InstructRecException">The source does not answer.</exception>
    ValueTask<Page<string>> ListPeopleAsync(string? after = null, int count = 100, CancellationToken cancellationToken = default);

    /// <summary>Everybody's item ids in one pass, for candidate sources that are fitted on them.</summary>
    /// <param name="cancellationToken">Ends the pass.</param>
    /// <returns>Each person once, item ids oldest first.</returns>
    /// <exception cref="InstructRecException">The source does not answer, or stops in the middle.</exception>
    IAsyncEnumerable<PersonItems> ReadAllAsync(CancellationToken cancellationToken = default);
}
