using InstructRec.Catalog;
using InstructRec.Data;
using InstructRec.Data.Readers;

namespace Shop;

/// <summary>MovieLens as a shop's catalogue and its customers.</summary>
internal sealed record FilmShop(InMemoryItemCatalog Catalog, InMemoryInteractionHistory History, IReadOnlyList<string> Genres)
{
    public static FilmShop Open(string folder)
    {
        InteractionDataset films = DatasetFolder.Open(folder, new DatasetReadingOptions { Name = "MovieLens latest-small" }, CancellationToken.None);
        return new FilmShop(
            new InMemoryItemCatalog(films.Items),
            new InMemoryInteractionHistory(films.People.Select((person, index) => KeyValuePair.Create<string, IReadOnlyList<Interaction>>(
                person, [.. films.History(index).ToArray().Select((item, position) => new Interaction(films.Items[item], position, films.TimeAt(index, position)))]))),
            [.. films.Items.SelectMany(GenresOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    public static IReadOnlyList<string> GenresOf(Item film) => film.Attributes.FirstOrDefault(a => a.Key.StartsWith("genre", StringComparison.OrdinalIgnoreCase)).Value ?? [];
}
