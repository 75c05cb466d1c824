using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Runtime;

namespace InstructRec.Tests.Recommendation;

public class InstructionRecommenderTests
{
    private static readonly Instruction Wish = new() { Intention = Intention.Vague("abcdef") };

    public static TheoryData<IRankingStrategy> Strategies => [new OnePrompt(), new DirectLikelihood(), new PointwiseJudging(), new PairwiseComparison(), new Tournament(), new SlidingWindows(), new AveragedPermutations()];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Every_strategy_ranks_every_candidate_once_and_ties_keep_their_order(IRankingStrategy strategy)
    {
        Item[] candidates = [.. Enumerable.Range(0, 37).Select(i => new Item($"{i}", new string([.. "abcdef".Take(i % 7)]) + "z"))];
        InstructionRecommender recommender = new(new LetterModel());

        Ranking ranking = await recommender.RankAsync(Wish, candidates, new RankingOptions { Strategy = strategy });

        ranking.Items.Select(i => i.Rank).Should().Equal(Enumerable.Range(1, 37));
        ranking.Items.Select(i => i.Item.Id).Should().BeEquivalentTo(candidates.Select(c => c.Id));
        if (strategy is not (Tournament or SlidingWindows))
        {
            ranking.Items.Select(i => i.Item).Should().Equal(candidates.OrderByDescending(c => LetterModel.Score(Wish, c)));
        }

        ranking.Items[0].Item.Title.Should().Be("abcdefz");
    }

    [Fact]
    public async Task A_tournament_asks_all_groups_at_once_and_holds_a_final()
    {
        LetterModel model = new();
        Item[] candidates = [.. Enumerable.Range(0, 100).Select(i => new Item($"{i}", $"{i}"))];

        Ranking ranking = await new InstructionRecommender(model).RankAsync(Wish with { Task = TaskForm.Reranking }, candidates);

        model.Calls.Should().Be(2, "ten groups of ten in one call, their winners in another");
        ranking.Strategy.Should().Be("tournament");
    }

    [Fact]
    public async Task Pairs_are_asked_sparingly()
    {
        LetterModel model = new();
        Item[] candidates = [.. Enumerable.Range(0, 64).Select(i => new Item($"{i}", $"{i}"))];

        await new InstructionRecommender(model).RankAsync(Wish with { Task = TaskForm.Pairwise }, candidates);

        model.Calls.Should().BeLessThanOrEqualTo(127, "merges of one round are asked together: 1 + 3 + 7 + … + 63 calls at most");
    }

    [Fact]
    public async Task Filters_leave_out_what_was_seen_denied_or_not_allowed()
    {
        Item[] items = [.. "abcde".Select(c => new Item($"{c}", $"{c}"))];
        Instruction instruction = Wish with { Preference = Preference.Implicit([items[0]]) };
        RankingOptions options = new() { ExcludeHistory = true, Deny = new HashSet<string> { "b" }, Allow = new HashSet<string> { "a", "b", "c", "d" }, Top = 1 };

        Ranking ranking = await new InstructionRecommender(new LetterModel()).RankAsync(instruction, items, options);

        ranking.Items.Should().ContainSingle().Which.Item.Id.Should().Be("c");
        (await new InstructionRecommender(new LetterModel()).RankAsync(instruction, [items[0]], options)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task No_candidates_is_an_error_that_says_what_to_do() =>
        (await FluentActions.Awaiting(() => new InstructionRecommender(new LetterModel()).RankAsync(Wish, []).AsTask()).Should().ThrowAsync<InstructRecException>())
            .Which.Message.Should().Contain("MatchAsync");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_score_that_is_no_number_is_never_ranked(double value)
    {
        LetterModel model = new() { Override = item => item.Id == "x" ? value : 0 };

        (await FluentActions.Awaiting(() => new InstructionRecommender(model).RankAsync(Wish, [new Item("w", "w"), new Item("x", "x")]).AsTask()).Should().ThrowAsync<InstructRecException>())
            .Which.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Scores && e.Message.Contains("'x'"));
    }

    [Fact]
    public async Task A_task_form_that_the_model_lacks_is_refused()
    {
        LetterModel model = new() { Supported = TaskForms.Reranking };

        await FluentActions.Awaiting(() => new InstructionRecommender(model).JudgeAsync(Wish, new Item("a", "a")).AsTask()).Should().ThrowAsync<InstructRecException>();
        await FluentActions.Awaiting(() => new InstructionRecommender(model).MatchAsync(Wish, [new Item("a", "a")]).AsTask()).Should().ThrowAsync<InstructRecException>();
    }

    [Fact]
    public async Task A_catalogue_is_handed_on_as_the_list_it_is_so_that_what_was_compiled_for_it_serves_whatever_the_filters()
    {
        NamingModel model = new();
        Item[] items = [.. "abcd".Select(c => new Item($"{c}", $"{c}"))];
        RankingOptions options = new() { Deny = new HashSet<string> { "a" }, Top = 2, TemplateId = "t", Priority = RequestPriority.Bulk, Deadline = DateTimeOffset.MaxValue };

        await new InstructionRecommender(model).MatchAsync(Wish, items, options);

        MatchingRequest asked = model.Asked!;
        asked.Catalog.Should().BeSameAs(items);
        items.Where(asked.Filter!).Select(i => i.Id).Should().Equal("b", "c", "d");
        asked.Should().Match<MatchingRequest>(r => r.Count == 2 && r.TemplateId == "t" && r.Priority == RequestPriority.Bulk && r.Deadline == DateTimeOffset.MaxValue);
    }

    [Fact]
    public async Task A_comparison_names_the_better_and_a_tie_the_first()
    {
        InstructionRecommender recommender = new(new LetterModel());
        Item good = new("g", "abc"), poor = new("p", "xyz");

        (await recommender.CompareAsync(Wish, poor, good)).Should().Match<Comparison>(c => c.Preferred == good && c.Probability > 0.5);
        (await recommender.CompareAsync(Wish, poor, new Item("q", "xyz"))).Preferred.Should().Be(poor);
    }

    /// <summary>Names the first items that it may.</summary>
    private sealed class NamingModel() : DelegatingRecommenderModel(new LetterModel())
    {
        public MatchingRequest? Asked { get; private set; }

        public override ValueTask<MatchResult> MatchAsync(MatchingRequest request, CancellationToken cancellationToken = default)
        {
            Asked = request;
            Item[] named = [.. request.Catalog.Where(request.Filter ?? (_ => true)).Take(request.Count)];
            return ValueTask.FromResult(new MatchResult(named, CandidateScores.FromValues([.. named.Select(_ => 0.0)])));
        }
    }
}
