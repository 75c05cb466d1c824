using InstructRec.Catalog;

namespace InstructRec.Data;

/// <summary>A catalogue and what each person did with it, in order: the one in-memory form that every reader fills and every protocol reads.</summary>
/// <remarks>
/// People and items are indexes from 0 (people in order of first appearance, items in catalogue order); ids stay at the edges.
/// Interactions lie in one array, 4 bytes each, 12 where times are known. Immutable and thread-safe.
/// Indexes carry information in some data sets (ids given in order of first appearance): never show candidates in index order, never break ties by it.
/// </remarks>
public sealed class InteractionDataset
{
    private readonly int[] _offsets;
    private readonly int[] _items;
    private readonly long[]? _times;
    private readonly string?[]? _reviews;
    private readonly Dictionary<string, int> _itemIndex;
    private readonly Dictionary<string, int> _personIndex;
    private DatasetStatistics? _statistics;

    internal InteractionDataset(
        string name, IReadOnlyList<Item> items, IReadOnlyList<string> people, int[] offsets, int[] interactions, long[]? times, string?[]? reviews,
        Dictionary<string, int> itemIndex, Dictionary<string, int> personIndex, SkippedLines skipped)
    {
        Name = name;
        Items = items;
        People = people;
        Skipped = skipped;
        _offsets = offsets;
        _items = interactions;
        _times = times;
        _reviews = reviews;
        _itemIndex = itemIndex;
        _personIndex = personIndex;
    }

    /// <summary>What the data set is called in tables: the folder's name, unless the host gave another.</summary>
    public string Name { get; }

    /// <summary>The catalogue, in the order of its file.</summary>
    public IReadOnlyList<Item> Items { get; }

    /// <summary>The people's ids, in order of first appearance.</summary>
    public IReadOnlyList<string> People { get; }

    /// <summary>How many people there are.</summary>
    public int PersonCount => People.Count;

    /// <summary>How many interactions there are.</summary>
    public long InteractionCount => _items.Length;

    /// <summary>Whether the interactions have times; where not, only their order is known.</summary>
    public bool HasTimes => _times is not null;

    /// <summary>Whether any interaction has a review that was kept.</summary>
    public bool HasReviews => _reviews is not null;

    /// <summary>What the reader left out because it was malformed or had no title.</summary>
    public SkippedLines Skipped { get; }

    /// <summary>Counts and averages, computed once.</summary>
    public DatasetStatistics Statistics => _statistics ??= DatasetStatistics.Of(this);

    /// <summary>The item indexes of one person, oldest first; equal times keep the order of the file.</summary>
    /// <param name="person">The person's index.</param>
    /// <returns>A view that allocates nothing; its position is the interaction's position.</returns>
    public ReadOnlySpan<int> History(int person) => _items.AsSpan(_offsets[person], _offsets[person + 1] - _offsets[person]);

    /// <summary>The times of one person's interactions in milliseconds since 1970 (UTC), oldest first; empty where the data has none.</summary>
    /// <param name="person">The person's index.</param>
    /// <returns>As many values as <see cref="History"/>, or none.</returns>
    public ReadOnlySpan<long> Times(int person) =>
        _times is null ? [] : _times.AsSpan(_offsets[person], _offsets[person + 1] - _offsets[person]);

    /// <summary>When an interaction happened.</summary>
    /// <param name="person">The person's index.</param>
    /// <param name="position">The position in the person's history, from 0.</param>
    /// <returns>The time in UTC, or <see langword="null"/> where the data has none.</returns>
    public DateTimeOffset? TimeAt(int person, int position) =>
        _times is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(Times(person)[position]);

    /// <summary>What the person wrote about the item.</summary>
    /// <param name="person">The person's index.</param>
    /// <param name="position">The position in the person's history, from 0.</param>
    /// <returns>The review, or <see langword="null"/> where there is none or none were kept.</returns>
    public string? ReviewAt(int person, int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, History(person).Length);
        return _reviews?[_offsets[person] + position];
    }

    /// <summary>Finds an item by its id.</summary>
    /// <param name="id">The host's key.</param>
    /// <param name="index">The item's index, or -1.</param>
    /// <returns>Whether the catalogue has it.</returns>
    public bool TryFindItem(ReadOnlySpan<char> id, out int index) => TryFind(_itemIndex, id, out index);

    /// <summary>Finds a person by id.</summary>
    /// <param name="id">The person's id.</param>
    /// <param name="index">The person's index, or -1.</param>
    /// <returns>Whether the data set has that person.</returns>
    public bool TryFindPerson(ReadOnlySpan<char> id, out int index) => TryFind(_personIndex, id, out index);

    /// <summary>The items that occur in at least one interaction, in catalogue order: what negatives are drawn from.</summary>
    /// <returns>Ascending item indexes.</returns>
    public int[] InteractedItems()
    {
        var seen = new bool[Items.Count];
        foreach (int item in _items)
        {
            seen[item] = true;
        }

        return [.. Enumerable.Range(0, seen.Length).Where(i => seen[i])];
    }

    /// <summary>The same people and catalogue with only each person's most recent interactions.</summary>
    /// <param name="count">How many to keep; positive.</param>
    /// <returns>A data set that shares the catalogue with this one. Draw negatives from the whole one.</returns>
    public InteractionDataset KeepLast(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return Where((person, position) => position >= History(person).Length - count);
    }

    /// <summary>The same people and catalogue with only some interactions. Person and item indexes stay what they were; a person may end up without any.</summary>
    /// <param name="keep">Is told the person and the position, in order, and says whether to keep the interaction.</param>
    /// <returns>A data set that shares the catalogue with this one.</returns>
    public InteractionDataset Where(Func<int, int, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        var offsets = new int[PersonCount + 1];
        var kept = new List<int>(_items.Length);
        for (int person = 0; person < PersonCount; person++)
        {
            for (int position = 0; position < History(person).Length; position++)
            {
                if (keep(person, position))
                {
                    kept.Add(_offsets[person] + position);
                }
            }

            offsets[person + 1] = kept.Count;
        }

        return new InteractionDataset(
            Name, Items, People, offsets, Select(_items, kept), _times is null ? null : Select(_times, kept), _reviews is null ? null : Select(_reviews, kept),
            _itemIndex, _personIndex, Skipped);
    }

    /// <summary>The same people and interactions with other titles or attributes of the same items.</summary>
    /// <param name="change">Is given each item; must keep its id.</param>
    /// <returns>A data set that shares everything but the catalogue with this one.</returns>
    /// <exception cref="ArgumentException">An id was changed.</exception>
    public InteractionDataset WithItems(Func<Item, Item> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Item[] items = [.. Items.Select(change)];
        int other = Array.FindIndex(items, 0, items.Length, i => i is null);
        for (int i = 0; i < items.Length && other < 0; i++)
        {
            other = items[i].Id == Items[i].Id ? -1 : i;
        }

        return other < 0
            ? new InteractionDataset(Name, items, People, _offsets, _items, _times, _reviews, _itemIndex, _personIndex, Skipped)
            : throw new ArgumentException($"The item '{Items[other].Id}' lost its id.", nameof(change));
    }

    private static T[] Select<T>(T[] values, List<int> indexes)
    {
        var selected = new T[indexes.Count];
        for (int i = 0; i < selected.Length; i++)
        {
            selected[i] = values[indexes[i]];
        }

        return selected;
    }

    private static bool TryFind(Dictionary<string, int> map, ReadOnlySpan<char> id, out int index)
    {
        if (map.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out index))
        {
            return true;
        }

        index = -1;
        return false;
    }
}
