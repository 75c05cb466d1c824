using InstructRec.Catalog;

namespace InstructRec.Data.Readers;

/// <summary>Reads Steam as it was published (Kang and McAuley, 2018; Pathak, Gupta and McAuley, 2017): lines printed as Python dictionaries, <c>u'…'</c>, <c>True</c> and <c>None</c> among them; gzipped or not.</summary>
/// <remarks>
/// Catalogue: <c>steam_games.json</c> (id, title or app_name, genres, tags, specs, developer, publisher); titles it lacks come from <c>bundle_data.json</c> and <c>australian_users_items.json</c>, where these are beside it.
/// Interactions: <c>steam_reviews.json</c> (also called <c>steam_new.json</c>), one a line with <c>username</c>, <c>product_id</c>, <c>date</c> and <c>text</c>; or <c>australian_user_reviews.json</c>, a person a line with a list <c>reviews</c> of
/// <c>item_id</c>, <c>posted</c> and <c>review</c>. What people own has no order in time and gives no interactions. <c>Posted February 3.</c> names no year where it was the year of the crawl: that is the year after the newest one named.
/// </remarks>
public sealed class SteamDumpReader : IDatasetReader
{
    private static readonly string[] Flat = ["steam_reviews.json", "steam_new.json"];
    private static readonly string[] Nested = ["australian_user_reviews.json"];

    /// <inheritdoc/>
    public string Name => "Steam";

    /// <inheritdoc/>
    public string Expects => "steam_games.json with steam_reviews.json or australian_user_reviews.json";

    /// <inheritdoc/>
    public bool Recognises(string folder) => DataFile.FindAny(folder, [.. Flat, .. Nested]) is not null;

    /// <inheritdoc/>
    public InteractionDataset Read(string folder, DatasetReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var malformed = new MalformedLines(options);
        var builder = new InteractionDatasetBuilder();
        ReadCatalog(folder, builder, options, malformed, cancellationToken);
        (string path, bool isNested) = Reviews(folder);
        JsonInteractionNames names = isNested
            ? new(["user_id", "steam_id"], ["item_id"], ["posted"], ["review"])
            : new(["username", "user_id"], ["product_id"], ["date"], ["text"]);
        names = names.Mapped(options.Columns);
        string? list = isNested ? "reviews" : null;
        int? year = isNested ? YearOfCrawl(path, names, cancellationToken) : null;
        var interactions = new JsonInteractions(path, names, malformed, hasTimes: true, list) { ReadTime = (ReadOnlySpan<char> text, out long time) => PostedDate.TryParse(text, year, out time) };
        interactions.AddTo(builder, options.KeepReviews, cancellationToken);
        return builder.Build(options.Name ?? FolderName.Of(folder), malformed.ToSkipped());
    }

    private static (string Path, bool IsNested) Reviews(string folder)
    {
        string? flat = DataFile.FindAny(folder, Flat), nested = DataFile.FindAny(folder, Nested);
        return flat is null || nested is null
            ? (flat ?? nested ?? throw new InstructRecException(InstructRecErrorKind.Data, "there is no steam_reviews.json and no australian_user_reviews.json", folder), nested is not null)
            : throw new InstructRecException(
                InstructRecErrorKind.Data, $"{System.IO.Path.GetFileName(flat)} and {System.IO.Path.GetFileName(nested)} name people differently and are two data sets", folder, "Leave one of the two in the folder");
    }

    private static void ReadCatalog(string folder, InteractionDatasetBuilder builder, DatasetReadingOptions options, MalformedLines malformed, CancellationToken cancellationToken)
    {
        string? games = DataFile.Find(folder, "steam_games.json");
        string[] others = [.. new[] { "bundle_data.json", "australian_users_items.json" }.Select(n => DataFile.Find(folder, n)).OfType<string>()];
        if (games is null && others.Length == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "there is no steam_games.json, so that no game has a title", folder, "Put it beside the reviews");
        }

        if (games is not null)
        {
            JsonItems.Read(games, builder, options, malformed, cancellationToken);
        }

        // The names of item and title stand where an interaction has item and review.
        foreach (string path in others)
        {
            var names = new JsonInteractionNames(["bundle_id", "user_id", "steam_id"], ["item_id"], ["item_url"], ["item_name"]);
            new JsonInteractions(path, names, malformed, hasTimes: false, "items").Read(
                r =>
                {
                    if (TitleText.Read(r.Review ?? string.Empty, options) is { Length: > 0 } title)
                    {
                        builder.TryAddItem(new Item(r.Item, title));
                    }
                },
                cancellationToken);
        }
    }

    // A reading of its own: the newest year is known at the end only, and its faults are told by the reading that counts.
    private static int? YearOfCrawl(string path, JsonInteractionNames names, CancellationToken cancellationToken)
    {
        int? newest = null;
        bool Note(ReadOnlySpan<char> text, out long time)
        {
            time = 0;
            newest = PostedDate.YearOf(text) is { } year && !(year <= newest) ? year : newest;
            return true;
        }

        var silent = new MalformedLines(new DatasetReadingOptions { MalformedLineLimit = int.MaxValue });
        new JsonInteractions(path, names, silent, hasTimes: true, "reviews") { ReadTime = Note }.Read(_ => { }, cancellationToken);
        return newest + 1;
    }
}
