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
                titles.Add(options.IndexTitles ? item.Title : string.Empty);
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
        string words = WordsOf(instruction);
        var lists = new List<IReadOnlyList<string>>(3);
        if (_titles is not null && (words.Length > 0 || history.Length > 0))
        {
            lists.Add(Ids(words.Length > 0 ? _titles.Find(words, count) : _titles.Find(history, count)));
        }

        if (_neighbours is not null && history.Length > 0)
        {
            lists.Add(Ids(_neighbours.Find(history, count)));
        }

        lists.Add(Ids(_popularity.Find(history, count)));
        return RankFusion.Merge(lists, Nothing, count);
    }

    private static string WordsOf(Instruction instruction) => string.Join(
        ' ',
        ((string?[])[instruction.Text, instruction.Intention.Text, .. instruction.Intention.Attributes.SelectMany(a => a.Labels), instruction.Preference.Text])
            .Where(t => !string.IsNullOrWhiteSpace(t)).Select(UntrustedText.Text));

    private string[] Ids(int[] places) => [.. places.Select(p => _ids[p])];
}
