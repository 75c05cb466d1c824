using System.Runtime.CompilerServices;

namespace InstructRec.Catalog;

/// <summary>People and what they did in memory, in the order given.</summary>
/// <remarks>Immutable and safe from any thread; no call waits.</remarks>
public sealed class InMemoryInteractionHistory : IInteractionHistory
{
    private readonly string[] _people;
    private readonly Dictionary<string, (int Place, Interaction[] Interactions)> _histories;

    /// <summary>Keeps histories.</summary>
    /// <param name="histories">Each person once, with interactions in any order; put in order of <see cref="Interaction.Position"/> here. A person may have none.</param>
    /// <exception cref="InstructRecException">A person comes twice (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public InMemoryInteractionHistory(IEnumerable<KeyValuePair<string, IReadOnlyList<Interaction>>> histories)
    {
        ArgumentNullException.ThrowIfNull(histories);
        _histories = new(StringComparer.Ordinal);
        var people = new List<string>();
        foreach ((string person, IReadOnlyList<Interaction> interactions) in histories)
        {
            if (!_histories.TryAdd(person, (people.Count, [.. interactions.OrderBy(i => i.Position)])))
            {
                throw new InstructRecException(InstructRecErrorKind.Data, $"the person '{UntrustedText.Title(person)}' comes twice", remedy: "Give each person's interactions together");
            }

            people.Add(person);
        }

        _people = [.. people];
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Interaction>> GetAsync(string person, int? count = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentOutOfRangeException.ThrowIfLessThan(count ?? 1, 1, nameof(count));
        cancellationToken.ThrowIfCancellationRequested();
        if (!_histories.TryGetValue(person, out (int Place, Interaction[] Interactions) history))
        {
            throw Unknown.Person(person);
        }

        Interaction[] all = history.Interactions;
        return ValueTask.FromResult<IReadOnlyList<Interaction>>(all[Math.Max(0, all.Length - (count ?? all.Length))..]);
    }

    /// <inheritdoc/>
    public ValueTask<Page<string>> ListPeopleAsync(string? after = null, int count = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        cancellationToken.ThrowIfCancellationRequested();
        int start = after is null ? 0 : _histories.TryGetValue(after, out (int Place, Interaction[]) history) ? history.Place + 1 : throw Unknown.Person(after);
        string[] part = _people[start..(int)Math.Min(_people.Length, (long)start + count)];
        return ValueTask.FromResult(new Page<string>(part, start + part.Length < _people.Length ? part[^1] : null));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PersonItems> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (string person in _people)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new PersonItems(person, [.. _histories[person].Interactions.Select(i => i.Item.Id)]);
        }
    }
}
