using System.Runtime.InteropServices;
using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Retrieval;

/// <summary>One state of a catalogue's sources; immutable.</summary>
internal sealed class FittedSources
{
    private static readonly HashSet<string> Nothing = [];

    private readonly string[] _ids;
    private readonly Dictionary<string, int> _places;
    private readonly Popularity _popularity;
    private readonly ItemKnn? _neighbours;
    private readonly Bm25? _titles;

    private FittedSources(string[] ids, Dictionary<string, int> places, Popularity popularity, ItemKnn? neighbours, Bm25? titles)
    {
        (_ids, _places, _popularity, _neighbours, _titles) = (ids, places, popularity, neighbours, titles);
    }

    public static async ValueTask<FittedSources> FitAsync(
        IItemCatalog catalog, IInteractionHistory history, CatalogRetrieverOptions options, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var titles = new List<string>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (Item item in catalog.ReadAllAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (places.TryAdd(item.Id, ids.Count))
            {
                ids.Add(item.Id);
                titles.Add(options.IndexTitles ? string.Join(' ', item.Attributes.SelectMany(a => a.Value).Prepend(item.Title)) : string.Empty);
            }
        }

        int[] counts = new int[ids.Count];
        var taken = new List<int>();
        var ends = new List<int>();
        await foreach (PersonItems person in history.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (string id in person.ItemIds)
            {
                // An item may have come or gone between the two passes.
                if (places.TryGetValue(id, out int place))
                {
                    taken.Add(place);
                    counts[place]++;
                }
            }

            ends.Add(taken.Count);
        }

        ReadOnlySpan<int> Of(int person)
        {
            int start = person == 0 ? 0 : ends[person - 1];
            return CollectionsMarshal.AsSpan(taken)[start..ends[person]];
        }

        return new FittedSources(
            [.. ids],
            places,
            new Popularity(counts),
            options.Neighbours == 0 ? null : ItemKnn.Fit(ids.Count, ends.Count, Of, options.Neighbours, cancellationToken: cancellationToken),
            options.IndexTitles ? new Bm25(titles) : null);
    }

    public IReadOnlyList<string> Find(Instruction instruction, int count)
    {
        int[] history = [.. instruction.Preference.History.Select(i => _places.GetValueOrDefault(i.Item.Id, -1)).Where(i => i >= 0)];
        IReadOnlyList<string> wanted = Wanted(QueryText.Words(instruction), history, count);
        if (instruction.Intention.Form == IntentionForm.Specific && wanted.Count >= count)
        {
            return wanted;
        }

        IReadOnlyList<string> liked = Liked(history, count);
        return instruction.Intention.Form == IntentionForm.Specific
            ? [.. wanted.Concat(liked).Distinct(StringComparer.Ordinal).Take(count)]
            : RankFusion.Merge([wanted, liked], Nothing, count);
    }

    /// <summary>What the person's history, or nobody's, leads to.</summary>
    private IReadOnlyList<string> Liked(int[] history, int count)
    {
        var lists = new List<IReadOnlyList<string>>(3);
        if (history.Length > 0)
        {
            lists.AddRange(((ICandidateSource?[])[_neighbours, _titles]).OfType<ICandidateSource>().Select(source => Ids(source.Find(history, count))));
        }

        lists.Add(Ids(_popularity.Find(history, count)));
        return RankFusion.Merge(lists, Nothing, count);
    }

    /// <summary>Items that the words match. A label matches thousands alike, so what is popular and near to the history has a say in their order.</summary>
    private IReadOnlyList<string> Wanted(string words, int[] history, int count)
    {
        if (_titles is null || words.Length == 0)
        {
            return [];
        }

        int[] matched = _titles.Find(words, (int)Math.Min(_ids.Length, 10L * count));
        var lists = new List<IReadOnlyList<string>> { Ids(matched), Ids(Ordered(_popularity, history, matched)) };
        if (_neighbours is not null && history.Length > 0)
        {
            lists.Add(Ids(Ordered(_neighbours, history, matched)));
        }

        return RankFusion.Merge(lists, Nothing, count);
    }

    private static int[] Ordered(ICandidateSource source, int[] history, int[] items)
    {
        double[] scores = new double[items.Length];
        source.Score(history, items, scores);
        return [.. items.Select((item, i) => (Item: item, Score: scores[i])).OrderByDescending(s => s.Score).Select(s => s.Item)];
    }

    private string[] Ids(int[] places) => [.. places.Select(p => _ids[p])];
}
