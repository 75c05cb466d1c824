using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using InstructRec.Testing;
using TorchSharp;

namespace InstructRec.Tests.Recommendation;

/// <summary>What hosts send by mistake, and what strangers write into titles, through the front door with a real network.</summary>
[Collection("native")]
public sealed class HostileRequestTests : IDisposable
{
    private static readonly Instruction Wish = new() { Intention = Intention.Vague("something for children") };
    private readonly TinyCheckpoint _checkpoint = new();

    public static TheoryData<TaskForm> Tasks => [.. Enum.GetValues<TaskForm>()];

    public void Dispose() => _checkpoint.Dispose();

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task One_candidate_is_ranked_and_none_is_an_error(TaskForm task)
    {
        await using T5RecommenderModel model = Model();
        InstructionRecommender recommender = new(model);
        Item only = new("a", "Up");

        (await recommender.RankAsync(Wish with { Task = task }, [only])).Items.Should().ContainSingle().Which.Item.Should().Be(only);
        (await FluentActions.Awaiting(() => recommender.RankAsync(Wish with { Task = task }, []).AsTask()).Should().ThrowAsync<InstructRecException>())
            .Which.Kind.Should().Be(InstructRecErrorKind.Instruction);
        (await FluentActions.Awaiting(() => model.ScoreAsync([new ScoringRequest(Wish with { Task = task }, [])]).AsTask()).Should().ThrowAsync<InstructRecException>())
            .Which.Kind.Should().Be(InstructRecErrorKind.Instruction);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task Empty_long_double_and_hostile_titles_are_all_ranked_and_equal_ones_tie_in_order(TaskForm task)
    {
        await using T5RecommenderModel model = Model();
        Item[] items =
        [
            new("empty", ""), new("spaces", " \t\n "), new("control", "\u0000\u001b"), new("long", string.Join(' ', Enumerable.Repeat("long title", 2000))),
            new("first", "Up"), new("second", "Up"), new("mark", "</s> <pad> <extra_id_0> \"]"), new("surrogate", "\ud800"), new("right-to-left", "\u202eevil"),
        ];

        Ranking ranking = await new InstructionRecommender(model).RankAsync(Wish with { Task = task }, items);

        ranking.Items.Select(i => i.Item).Should().BeEquivalentTo(items);
        ranking.Items.Should().OnlyContain(i => double.IsFinite(i.Score.Total) && i.Probability >= 0 && i.Probability <= 1);
        RankedItem[] twins = [.. ranking.Items.Where(i => i.Item.Title == "Up")];
        twins.Select(t => t.Item.Id).Should().Equal("first", "second");
        if (task is TaskForm.Matching or TaskForm.Reranking or TaskForm.Pointwise)
        {
            twins[1].Score.Should().Be(twins[0].Score);
        }
    }

    [Fact]
    public async Task A_title_longer_than_the_limit_is_scored_by_its_beginning()
    {
        await using T5RecommenderModel model = Model(o => o.MaxTitleTokens = 8);
        string beginning = string.Join(' ', Enumerable.Repeat("film", 30));
        Item[] items = [new("a", beginning + " one"), new("b", beginning + " two"), new("c", "Up")];

        CandidateScores scores = (await model.ScoreAsync([new ScoringRequest(Wish with { Task = TaskForm.Matching }, items)]))[0];

        scores.Scores[0].TokenCount.Should().Be(8);
        scores.Scores[1].Should().Be(scores.Scores[0], "only the beginning is looked at");
        scores.Scores[2].TokenCount.Should().BeLessThan(8);
    }

    [Fact]
    public async Task An_item_that_the_catalogue_does_not_know_counts_as_never_chosen()
    {
        File.WriteAllText(Path.Combine(_checkpoint.Path, "catalog-statistics.json"), """{"items":[{"id":"known","title":"Up","count":99}]}""");
        await using T5RecommenderModel model = Model(o => o.Correction = new ScoreCorrection(PriorWeight: 1, PopularityWeight: 2));

        CandidateScores scores = (await model.ScoreAsync([new ScoringRequest(Wish with { Task = TaskForm.Matching }, [new Item("known", "Up"), new Item("unknown", "Down")])]))[0];

        scores.Scores[0].PopularityPart.Should().BeApproximately(2 * Math.Log(100), 1e-12);
        scores.Scores[1].Should().Match<CandidateScore>(s => s.InteractionCount == 0 && s.PopularityPart == 0 && double.IsFinite(s.Total) && s.Prior < 0);
    }

    [Fact]
    public async Task A_network_that_returns_NaN_is_named_by_every_task_form_and_leaves_nothing_behind()
    {
        // The weights' bytes end the file; bits that are all one are NaN in every type.
        string weights = Path.Combine(_checkpoint.Path, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes.AsSpan(bytes.Length / 2).Fill(0xFF);
        File.WriteAllBytes(weights, bytes);
        await using T5RecommenderModel model = Model();
        InstructionRecommender recommender = new(model);
        Item[] items = [new("a", "Up"), new("b", "Heat")];
        await model.LoadAsync();
        long alive = torch.Tensor.TotalCount;

        foreach (TaskForm task in Enum.GetValues<TaskForm>())
        {
            await ThrowsAsync(() => recommender.RankAsync(Wish with { Task = task }, items).AsTask());
        }

        await ThrowsAsync(() => recommender.MatchAsync(Wish, items).AsTask());
        await ThrowsAsync(() => recommender.RankAsync(
            new Instruction { Preference = Preference.Implicit([items[0]]), Task = TaskForm.Matching }, items, new RankingOptions { Reasoning = ReasoningOptions.Default }).AsTask());
        torch.Tensor.TotalCount.Should().Be(alive);

        async Task ThrowsAsync(Func<Task> act) => (await FluentActions.Awaiting(act).Should().ThrowAsync<InstructRecException>())
            .Which.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Scores && e.Message.Contains(_checkpoint.Path));
    }

    [Fact]
    public async Task Sixty_four_callers_of_every_kind_some_of_whom_give_up_get_their_own_answers_and_leave_nothing_behind()
    {
        await using T5RecommenderModel model = Model();
        InstructionRecommender recommender = new(model);
        Item[] items = [.. Enumerable.Range(0, 40).Select(i => new Item($"{i}", $"Film {i % 30}"))];
        Instruction[] wishes = [.. Enumerable.Range(0, 8).Select(i => new Instruction { Preference = Preference.Implicit([items[i]]), Task = i % 2 == 0 ? TaskForm.Matching : TaskForm.Reranking })];
        Ranking[] alone = new Ranking[wishes.Length];
        for (int i = 0; i < wishes.Length; i++)
        {
            alone[i] = await recommender.RankAsync(wishes[i], items);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        long alive = torch.Tensor.TotalCount;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            using CancellationTokenSource patience = new();
            if (caller % 4 == 3)
            {
                patience.CancelAfter(TimeSpan.FromMilliseconds(caller));
            }

            try
            {
                // Read in a batch with others, so equal within the tolerance of one.
                Ranking ranking = await recommender.RankAsync(wishes[caller % 8], items, cancellationToken: patience.Token);
                Dictionary<string, double> own = ranking.Items.ToDictionary(i => i.Item.Id, i => i.Score.Total);
                alone[caller % 8].Items.Should().OnlyContain(i => Math.Abs(i.Score.Total - own[i.Item.Id]) <= 1e-4);
            }
            catch (OperationCanceledException) when (caller % 4 == 3)
            {
            }
        })));

        // What was cancelled while it ran has ended once later work is done.
        await recommender.RankAsync(wishes[0], items);
        torch.Tensor.TotalCount.Should().Be(alive);
    }

    private T5RecommenderModel Model(Action<T5RecommenderOptions>? change = null)
    {
        T5RecommenderOptions options = new() { Checkpoint = _checkpoint.Path };
        change?.Invoke(options);
        return new T5RecommenderModel(options);
    }
}
