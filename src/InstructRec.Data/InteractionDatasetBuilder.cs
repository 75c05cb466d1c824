using InstructRec.Catalog;

namespace InstructRec.Data;

/// <summary>Fills an <see cref="InteractionDataset"/> from any source: add the catalogue, then interactions in the order in which they are found.</summary>
/// <remarks>16 bytes per interaction until <see cref="Build"/>. Not thread-safe; use once.</remarks>
public sealed class InteractionDatasetBuilder
{
    private const long NoTime = long.MinValue;
    private readonly List<Item> _items = [];
    private readonly List<string> _people = [];
    private readonly Dictionary<string, int> _itemIndex = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _personIndex = new(StringComparer.Ordinal);
    private readonly List<int> _who = [];
    private readonly List<int> _what = [];
    private readonly List<long> _when = [];
    private readonly Dictionary<int, string> _reviews = [];
    private bool _anyTime;
    private bool _anyWithoutTime;

    /// <summary>How many items were added.</summary>
    public int ItemCount => _items.Count;

    /// <summary>How many interactions were added.</summary>
    public int InteractionCount => _who.Count;

    /// <summary>Adds an item to the catalogue.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether it is new; <see langword="false"/> where the id is taken, and then nothing changes.</returns>
    public bool TryAddItem(Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!_itemIndex.TryAdd(item.Id, _items.Count))
        {
            return false;
        }

        _items.Add(item);
        return true;
    }

    /// <summary>Adds an interaction at the end of a person's history; times, where given, decide the order in the end.</summary>
    /// <param name="personId">Who.</param>
    /// <param name="itemId">What; it must have been added before.</param>
    /// <param name="unixMilliseconds">When, in milliseconds since 1970 (UTC).</param>
    /// <param name="review">What the person wrote, where it is to be kept.</param>
    /// <returns>Whether the item is known; <see langword="false"/> changes nothing.</returns>
    public bool TryAddInteraction(ReadOnlySpan<char> personId, ReadOnlySpan<char> itemId, long? unixMilliseconds = null, string? review = null)
    {
        if (!_itemIndex.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(itemId, out int item))
        {
            return false;
        }

        var lookup = _personIndex.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(personId, out int person))
        {
            person = _people.Count;
            _people.Add(personId.ToString());
            _personIndex.Add(_people[^1], person);
        }

        if (!string.IsNullOrWhiteSpace(review))
        {
            _reviews.Add(_who.Count, review);
        }

        _who.Add(person);
        _what.Add(item);
        _when.Add(unixMilliseconds ?? NoTime);
        _anyTime |= unixMilliseconds is not null;
        _anyWithoutTime |= unixMilliseconds is null;
        return true;
    }

    /// <summary>Adds what a host streams, for example from a database.</summary>
    /// <param name="interactions">Person id, item id and time of each interaction; items must have been added before.</param>
    /// <param name="cancellationToken">Stops between two interactions.</param>
    /// <returns>A task that ends with the stream.</returns>
    /// <exception cref="InstructRecException">An item is in no catalogue (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public async Task AddAsync(
        IAsyncEnumerable<(string PersonId, string ItemId, DateTimeOffset? Time)> interactions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        await foreach ((string person, string item, DateTimeOffset? time) in interactions.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!TryAddInteraction(person, item, time?.ToUnixTimeMilliseconds()))
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Data, $"person '{person}' has an interaction with item '{item}', which is not in the catalogue",
                    remedy: "Add the catalogue before the interactions");
            }
        }
    }

    /// <summary>Sorts and packs what was added.</summary>
    /// <param name="name">What the data set is called in tables.</param>
    /// <param name="skipped">What a reader left out.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="InstructRecException">No items, no interactions, or times for some interactions only (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public InteractionDataset Build(string name, SkippedLines? skipped = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_items.Count == 0 || _who.Count == 0)
        {
            // Whoever allowed faults to be skipped must learn of them where nothing else was found.
            string left = skipped is { Examples: [var first, ..] } ? $"; {skipped.Malformed + skipped.OfUntitledItems} lines were left out, the first because of {first.TrimEnd('.')}" : string.Empty;
            throw new InstructRecException(
                InstructRecErrorKind.Data, (_items.Count == 0 ? "there is no item in the catalogue" : "there is no interaction") + left, name);
        }

        if (_anyTime && _anyWithoutTime)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, "some interactions have a time and some have none, so that no order is certain", name,
                "Give every interaction a time, or none");
        }

        int[] offsets = CountOffsets();
        int[] order = Order(offsets);
        return new InteractionDataset(
            name, _items.ToArray(), _people.ToArray(), offsets, Array.ConvertAll(order, i => _what[i]), _anyTime ? Array.ConvertAll(order, i => _when[i]) : null,
            _reviews.Count > 0 ? Array.ConvertAll(order, i => _reviews.GetValueOrDefault(i)) : null, _itemIndex, _personIndex, skipped ?? SkippedLines.None);
    }

    private int[] CountOffsets()
    {
        var offsets = new int[_people.Count + 1];
        foreach (int person in _who)
        {
            offsets[person + 1]++;
        }

        for (int person = 0; person < _people.Count; person++)
        {
            offsets[person + 1] += offsets[person];
        }

        return offsets;
    }

    // The interactions of each person one after the other, by time and then by place in the source.
    private int[] Order(int[] offsets)
    {
        int[] next = offsets[..^1];
        var order = new int[_who.Count];
        for (int i = 0; i < _who.Count; i++)
        {
            order[next[_who[i]]++] = i;
        }

        for (int person = 0; _anyTime && person < _people.Count; person++)
        {
            Span<int> own = order.AsSpan(offsets[person]..offsets[person + 1]);
            if (!IsSorted(own))
            {
                // The place in the source is part of the key, which makes the unstable sort stable.
                own.Sort((a, b) => _when[a].CompareTo(_when[b]) is var by and not 0 ? by : a.CompareTo(b));
            }
        }

        return order;
    }

    private bool IsSorted(ReadOnlySpan<int> order)
    {
        for (int i = 1; i < order.Length; i++)
        {
            if (_when[order[i]] < _when[order[i - 1]])
            {
                return false;
            }
        }

        return true;
    }
}
