using InstructRec.Catalog;
using InstructRec.Extensions.AI.Retrieval;
using InstructRec.Instructions;
using InstructRec.Retrieval;
using Microsoft.Extensions.VectorData;

namespace InstructRec.Extensions.AI.Tests.Retrieval;

public sealed class VectorRetrieverTests
{
    private static readonly Item[] Films =
    [
        .. ((string[])["Toy Story", "Toy Story 2", "Heat", "Casablanca", "Alien", "Aliens", "Metropolis", "The Third Man", "Psycho", "Vertigo"]).Select((title, i) => new Item($"f{i}", title)),
    ];

    [Fact]
    public async Task What_words_miss_is_found_by_meaning_and_merged_with_the_rest()
    {
        MemoryCollection store = await StoreAsync();
        InMemoryItemCatalog catalog = new(Films);
        using CatalogRetriever words = new(catalog, new InMemoryInteractionHistory([new("p", [new Interaction(Films[6], 0)])]));
        Instruction wish = new() { Intention = Intention.Vague("toystorey") };

        (await words.RetrieveAsync(wish, 5)).Should().Equal("f6");
        IReadOnlyList<Item> found = await new CandidatePipeline(catalog, [words, Over(store)]).FindAsync(wish, 4);

        found.Select(i => i.Id).Should().Contain(["f0", "f1", "f6"]).And.HaveCount(4);
    }

    [Fact]
    public async Task Without_a_wish_what_is_like_the_history_is_found_and_what_was_seen_left_out()
    {
        CandidatePipeline pipeline = new(new InMemoryItemCatalog(Films), [Over(await StoreAsync())]);
        (await pipeline.FindAsync(new Instruction { Preference = Preference.Implicit([Films[4]]) }, 1)).Should().ContainSingle().Which.Title.Should().Be("Aliens");
    }

    [Fact]
    public async Task The_store_may_embed_itself_and_filter()
    {
        MemoryCollection store = await StoreAsync();
        VectorRetriever<FilmRecord> retriever = new(store, r => r.Id, options: new VectorSearchOptions<FilmRecord> { Filter = r => r.Title != "Heat" });

        (await retriever.RetrieveAsync(Instruction.FromText("heat"), 20)).Should().HaveCount(9).And.NotContain("f2");
    }

    [Fact]
    public async Task Nothing_to_search_for_asks_nothing()
    {
        MemoryCollection store = await StoreAsync();
        (await Over(store).RetrieveAsync(Instruction.Empty, 5)).Should().BeEmpty();
        store.Searches.Should().Be(0);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_typed_error_and_one_that_is_back_works()
    {
        MemoryCollection store = await StoreAsync();
        store.Fault = new VectorStoreException("connection refused.");
        Func<Task> call = () => Over(store).RetrieveAsync(Instruction.FromText("heat"), 5).AsTask();

        (await call.Should().ThrowAsync<InstructRecException>()).Which.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Unavailable && e.Message.Contains("connection refused"));
        store.Fault = null;
        (await Over(store).RetrieveAsync(Instruction.FromText("heat"), 1)).Should().Equal("f2");
    }

    private static VectorRetriever<FilmRecord> Over(MemoryCollection store) => new(store, r => r.Id, new TrigramEmbeddings());

    private static async Task<MemoryCollection> StoreAsync()
    {
        MemoryCollection store = new();
        await store.UpsertAsync(Films.Select(f => new FilmRecord { Id = f.Id, Title = f.Title, Vector = TrigramEmbeddings.Of(f.Title) }));
        return store;
    }
}
