using InstructRec.Catalog;
using InstructRec.Hosting;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Retrieval;
using Microsoft.Extensions.DependencyInjection;

namespace InstructRec.Tests.Recommendation;

public sealed class CatalogRecommenderTests
{
    private const int Many = 20_000;

    /// <summary>Item n belongs to group n mod 100; people of a group take items of that group, and everybody takes the first five items.</summary>
    private static readonly Item[] Items = [.. Enumerable.Range(0, Many).Select(i => new Item($"i{i}", $"Title {i} kind{i % 100} {(i == 12_345 ? "zeppelin" : "ship")}"))];

    [Fact]
    public async Task A_large_catalogue_becomes_ten_in_one_call()
    {
        LetterModel model = new() { Override = item => item.Title.Contains("kind7 ") ? 1 : 0 };
        CatalogRecommender recommender = Recommender(model, out InMemoryInteractionHistory history);

        Ranking ranking = await recommender.RecommendAsync(new RecommendationRequest { Person = "p7", Task = TaskForm.Matching });

        ranking.Items.Should().HaveCount(10);
        HashSet<string> seen = [.. (await history.GetAsync("p7")).Select(i => i.Item.Id)];
        ranking.Items.Should().NotContain(r => seen.Contains(r.Item.Id));
        ranking.Items.Should().OnlyContain(r => r.Item.Title.Contains("kind7 "), "there are 200 of them in 20,000, so the candidates must have been found by what people like this one took");
        model.Calls.Should().Be(1);
    }

    [Fact]
    public async Task A_wish_reaches_a_title_that_nobody_ever_took()
    {
        CatalogRecommender recommender = Recommender(new LetterModel { Override = item => item.Title.Contains("zeppelin") ? 1 : 0 }, out _);

        Ranking known = await recommender.RecommendAsync(new RecommendationRequest { Person = "p7", Intention = Intention.Vague("a zeppelin in flames") });
        Ranking cold = await recommender.RecommendAsync(new RecommendationRequest { Intention = Intention.Specific("zeppelin"), Options = new RankingOptions { Top = 3 } });

        known.Items[0].Item.Id.Should().Be("i12345");
        cold.Items.Select(i => i.Item.Id).Should().HaveCount(3).And.StartWith("i12345");
    }

    [Fact]
    public async Task Nobody_and_nothing_asked_gets_what_is_popular()
    {
        Ranking ranking = await Recommender(new LetterModel { Override = _ => 0 }, out _).RecommendAsync(new RecommendationRequest { Candidates = 5 });
        ranking.Items.Select(i => i.Item.Id).Should().Equal("i0", "i1", "i2", "i3", "i4");
    }

    [Fact]
    public async Task A_person_who_has_had_everything_gets_an_empty_ranking()
    {
        Item[] three = Items[..3];
        InMemoryInteractionHistory history = new([new("all", [.. three.Select((item, i) => new Interaction(item, i))])]);
        InMemoryItemCatalog catalog = new(three);
        using CatalogRetriever retriever = new(catalog, history);
        CatalogRecommender recommender = new(new InstructionRecommender(new LetterModel()), new CandidatePipeline(catalog, [retriever]), history);

        (await recommender.RecommendAsync(new RecommendationRequest { Person = "all" })).Items.Should().BeEmpty();
        Func<Task> nobody = () => recommender.RecommendAsync(new RecommendationRequest { Person = "' OR 1=1" }).AsTask();
        (await nobody.Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.NotFound);
    }

    [Fact]
    public async Task Registration_puts_it_together_and_keeps_what_the_host_has()
    {
        InMemoryItemCatalog catalog = new(Items[..50]);
        ServiceCollection services = new();
        services.AddSingleton<IRecommenderModel>(new LetterModel());
        services.AddSingleton<ICandidateRetriever>(new FixedRetriever("i3", "i49", "gone"));
        services.AddInstructRec(o => o.Checkpoint = "unused").AddCatalog(_ => catalog, _ => new InMemoryInteractionHistory([]));
        await using ServiceProvider provider = services.BuildServiceProvider();

        Ranking ranking = await provider.GetRequiredService<CatalogRecommender>().RecommendAsync(new RecommendationRequest { Intention = Intention.Vague("4") });

        ranking.Items.Select(i => i.Item.Id).Should().Equal("i49", "i3");
    }

    private static CatalogRecommender Recommender(IRecommenderModel model, out InMemoryInteractionHistory history)
    {
        history = new(Enumerable.Range(0, 400).Select(p => KeyValuePair.Create<string, IReadOnlyList<Interaction>>(
            $"p{p}",
            [
                .. Enumerable.Range(0, 5).Select(i => new Interaction(Items[i], i)),
                .. Enumerable.Range(0, 20).Select(i => new Interaction(Items[(((p / 100 * 7) + i) * 100 % 10_000) + (p % 100)], 10 + i)),
            ])));
        InMemoryItemCatalog catalog = new(Items);
        return new CatalogRecommender(new InstructionRecommender(model), new CandidatePipeline(catalog, [new CatalogRetriever(catalog, history)]), history);
    }

    private sealed class FixedRetriever(params string[] ids) : ICandidateRetriever
    {
        public string Name => "fixed";

        public ValueTask<IReadOnlyList<string>> RetrieveAsync(Instruction instruction, int count, CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<string>>(ids);
    }
}
