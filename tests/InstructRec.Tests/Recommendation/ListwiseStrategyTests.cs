using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;

namespace InstructRec.Tests.Recommendation;

public class ListwiseStrategyTests
{
    private static readonly Instruction Wish = new() { Intention = Intention.Vague("a number") };

    [Theory]
    [InlineData(1, 10, 5, 1)]
    [InlineData(2, 10, 5, 2)]
    [InlineData(3, 10, 7, 3)]
    [InlineData(4, 4, 2, 5)]
    [InlineData(5, 8, 1, 1)]
    [InlineData(6, 2, 1, 4)]
    public async Task Windows_place_the_best_of_every_pass_and_drop_nothing(int seed, int size, int step, int passes)
    {
        for (int count = 1; count < 60; count += 7)
        {
            Item[] candidates = Shuffled(count, seed + count);
            WindowModel model = new();

            Ranking ranking = await new SlidingWindows(size, step, passes).RankAsync(model, Wish, candidates, RankingOptions.Default);

            ranking.Items.Select(i => i.Item).Should().BeEquivalentTo(candidates);
            ranking.Items.Select(i => i.Rank).Should().Equal(Enumerable.Range(1, count));
            int placed = Math.Min(count, passes * (size - step));
            ranking.Items.Take(placed).Select(i => i.Item.Id).Should().Equal(Enumerable.Range(0, placed).Select(i => $"{count - 1 - i}"));
            model.Sizes.Should().OnlyContain(s => s <= size);
            model.Sizes.Should().HaveCount(count <= size ? 1 : passes * (1 + (int)Math.Ceiling((count - size) / (double)step)));
        }
    }

    [Fact]
    public async Task One_window_is_one_prompt_with_its_scores()
    {
        Item[] candidates = Shuffled(9, 1);
        Ranking windows = await new SlidingWindows().RankAsync(new WindowModel(), Wish, candidates, RankingOptions.Default);
        Ranking prompt = await new OnePrompt().RankAsync(new WindowModel(), Wish, candidates, RankingOptions.Default);
        windows.Items.Should().Equal(prompt.Items);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(10)]
    public async Task Averaged_orders_forget_where_a_candidate_stood(int orders)
    {
        Item[] candidates = Shuffled(10, 3);
        WindowModel biased = new() { PlaceWeight = 2.5 };
        string[] truth = [.. candidates.Select(c => c.Id).OrderByDescending(int.Parse)];

        (await new OnePrompt().RankAsync(biased, Wish, candidates, RankingOptions.Default)).Items.Select(i => i.Item.Id).Should().NotEqual(truth, "the bias decides");
        biased.Sizes.Clear();
        Ranking averaged = await new AveragedPermutations(orders).RankAsync(biased, Wish, candidates, RankingOptions.Default);

        averaged.Items.Select(i => i.Item.Id).Should().Equal(truth);
        averaged.Items.Select(i => i.Score.Total).Should().BeInDescendingOrder();
        averaged.Items.Select(i => i.Probability).Should().BeInDescendingOrder();
        averaged.Items.Sum(i => i.Probability).Should().BeApproximately(1, 1e-9);
        biased.Sizes.Should().HaveCount(orders);
        biased.Calls.Should().Be(2, "one call for one prompt, one for all orders");
    }

    [Fact]
    public async Task Averaged_orders_repeat_by_seed_and_ties_keep_their_order()
    {
        Item[] candidates = Shuffled(10, 3);
        WindowModel chaotic = new() { PlaceWeight = 100, PlacePower = 3 };
        string[] first = await IdsAsync(1);
        (await IdsAsync(1)).Should().Equal(first);
        (await IdsAsync(2)).Should().NotEqual(first);

        Ranking ties = await new AveragedPermutations().RankAsync(new WindowModel { TitleWeight = 0 }, Wish, candidates, RankingOptions.Default);
        ties.Items.Select(i => i.Item).Should().Equal(candidates);

        async Task<string[]> IdsAsync(long seed) =>
            [.. (await new AveragedPermutations(3, seed).RankAsync(chaotic, Wish, candidates, RankingOptions.Default)).Items.Select(i => i.Item.Id)];
    }

    [Fact]
    public void Settings_that_cannot_work_are_refused()
    {
        FluentActions.Invoking(() => new SlidingWindows(1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new SlidingWindows(10, 10)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new SlidingWindows(10, 0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new SlidingWindows(passes: 0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new AveragedPermutations(0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ReasoningOptions { MaxTokens = 0 }).Should().Throw<ArgumentException>();
    }

    private static Item[] Shuffled(int count, int seed)
    {
        Item[] items = [.. Enumerable.Range(0, count).Select(i => new Item($"{i}", $"{i}"))];
        new Random(seed).Shuffle(items);
        return items;
    }

    /// <summary>The number in the title, and a bias by the place in the list.</summary>
    private sealed class WindowModel : IRecommenderModel
    {
        public double TitleWeight { get; init; } = 1;

        public double PlaceWeight { get; init; }

        public double PlacePower { get; init; } = 1;

        public List<int> Sizes { get; } = [];

        public int Calls { get; private set; }

        public TaskForms Supported => TaskForms.Reranking;

        public ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default)
        {
            Calls++;
            Sizes.AddRange(requests.Select(r => r.Candidates.Count));
            return ValueTask.FromResult<IReadOnlyList<CandidateScores>>([.. requests.Select(r => CandidateScores.FromValues(
                [.. r.Candidates.Select((c, place) => (TitleWeight * int.Parse(c.Title)) + (PlaceWeight * Math.Pow(place, PlacePower)))]))]);
        }
    }
}
