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
    /// <returns>Whether the item is known; <see langword="false"/> changes nothing.</returns>
    public bool TryAddInteraction(ReadOnlySpan<char> personId, ReadOnlySpan<char> itemId, long? unixMilliseconds = null)
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
            throw new InstructRecException(
                InstructRecErrorKind.Data, _items.Count == 0 ? "there is no item in the catalogue" : "there is no interaction", name);
        }

        if (_anyTime && _anyWithoutTime)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, "some interactions have a time and some have none, so that no order is certain", name,
                "Give every interaction a time, or none");
        }

        int[] offsets = CountOffsets();
        var next = offsets.AsSpan(0, _people.Count).ToArray();
        var items = new int[_who.Count];
        long[]? times = _anyTime ? new long[_who.Count] : null;
        for (int i = 0; i < _who.Count; i++)
        {
            int slot = next[_who[i]]++;
            items[slot] = _what[i];
            if (times is not null)
            {
                times[slot] = _when[i];
            }
        }

        if (times is not null)
        {
            SortByTime(offsets, items, times);
        }

        return new InteractionDataset(
            name, _items.ToArray(), _people.ToArray(), offsets, items, times, _itemIndex, _personIndex, skipped ?? SkippedLines.None);
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

    private static void SortByTime(int[] offsets, int[] items, long[] times)
    {
        for (int person = 0; person + 1 < offsets.Length; person++)
        {
            int from = offsets[person];
            int length = offsets[person + 1] - from;
            Span<long> when = times.AsSpan(from, length);
            if (IsSorted(when))
            {
                continue;
            }

            // The place in the file is part of the key, which makes the unstable sort stable.
            var keys = new (long Time, int Place)[length];
            for (int i = 0; i < length; i++)
            {
                keys[i] = (when[i], i);
            }

            Array.Sort(keys);
            int[] what = items.AsSpan(from, length).ToArray();
            for (int i = 0; i < length; i++)
            {
                when[i] = keys[i].Time;
                items[from + i] = what[keys[i].Place];
            }
        }
    }

    private static bool IsSorted(ReadOnlySpan<long> times)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1])
            {
                return false;
            }
        }

        return true;
    }
}
