using InstructRec.Catalog;
using InstructRec.Hosting;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using InstructRec.Tests.Recommendation;

namespace InstructRec.Tests.Hosting;

[Collection("native")]
public sealed class CachingTests
{
    private static readonly Item[] Films = [new("1", "Heat"), new("2", "Toy Story"), new("3", "Alien")];

    [Fact]
    public async Task The_key_holds_checkpoint_text_candidates_and_their_order_and_nothing_readable()
    {
        using TinyCheckpoint checkpoint = new();
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = checkpoint.Path });
        ScoringRequest request = new(Instruction.FromText("a film about toys") with { Task = TaskForm.Reranking }, Films);
        async Task<string> Key(ScoringRequest r) => (await model.CacheKeyAsync(r))!;
        string first = await Key(request);

        (await Key(new ScoringRequest(Instruction.FromText("a film about toys") with { Task = TaskForm.Reranking }, [.. Films.Select(f => f with { })]))).Should().Be(first);
        string[] others =
        [
            await Key(request with { Instruction = Instruction.FromText("a film about boys") with { Task = TaskForm.Reranking } }),
            await Key(request with { Instruction = request.Instruction with { Task = TaskForm.Matching } }),
            await Key(request with { Candidates = [Films[1], Films[0], Films[2]] }),
            await Key(request with { Candidates = [Films[0], Films[1]] }),
            await Key(request with { Candidates = [Films[0] with { Id = "9" }, Films[1], Films[2]] }),
            await Key(request with { PermutationSeed = 3 }),
            await Key(request with { Instruction = request.Instruction with { Task = TaskForm.Matching }, Candidates = [Films[0] with { Title = "Cold" }, Films[1], Films[2]] }),
        ];
        others.Append(first).Should().OnlyHaveUniqueItems();
        first.Should().MatchRegex("^[0-9a-f]{64}$");

        File.AppendAllText(Path.Combine(checkpoint.Path, "config.json"), " ");
        await model.ReloadAsync(checkpoint.Path);
        (await Key(request)).Should().NotBe(first, "another checkpoint, another answer");
    }

    [Theory]
    [InlineData(WeightPrecision.BFloat16, null, null)]
    [InlineData(WeightPrecision.Float32, 0.5, null)]
    [InlineData(WeightPrecision.Float32, null, 3)]
    public async Task Models_that_score_otherwise_share_no_answers(WeightPrecision precision, double? priorWeight, int? maxTitleTokens)
    {
        using TinyCheckpoint checkpoint = new();
        ScoringRequest request = new(Instruction.FromText("a film about toys") with { Task = TaskForm.Reranking }, Films);
        await using T5RecommenderModel plain = new(new T5RecommenderOptions { Checkpoint = checkpoint.Path });
        await using T5RecommenderModel other = new(new T5RecommenderOptions
        {
            Checkpoint = checkpoint.Path, Precision = precision, MaxTitleTokens = maxTitleTokens, Correction = priorWeight is { } weight ? new ScoreCorrection(weight, 0) : null,
        });

        (await other.CacheKeyAsync(request)).Should().NotBe(await plain.CacheKeyAsync(request));
    }

    [Fact]
    public async Task Sixty_four_who_ask_the_same_are_answered_by_one_call()
    {
        SlowModel slow = new();
        await using CachingRecommenderModel cached = new(slow);
        Task<IReadOnlyList<CandidateScores>>[] asked = [.. Enumerable.Range(0, 64).Select(_ => cached.ScoreAsync([Wish("one")]).AsTask())];
        slow.Release.SetResult();

        (await Task.WhenAll(asked)).Should().OnlyContain(r => r[0].Scores.Count == 3);
        slow.Calls.Should().Be(1);
        await cached.ScoreAsync([Wish("one"), Wish("two"), Wish("two")]);
        slow.Asked.Should().Equal("one", "two");
    }

    [Fact]
    public async Task Where_the_first_gives_up_another_asks_and_a_failure_is_not_kept()
    {
        SlowModel slow = new();
        await using CachingRecommenderModel cached = new(slow);
        using CancellationTokenSource cancellation = new();
        Task first = cached.ScoreAsync([Wish("one")], cancellation.Token).AsTask();
        Task<IReadOnlyList<CandidateScores>> second = cached.ScoreAsync([Wish("one")]).AsTask();

        await cancellation.CancelAsync();
        await first.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        slow.Release.SetResult();

        (await second)[0].Scores.Should().HaveCount(3);
        slow.Fails = true;
        await cached.Awaiting(c => c.ScoreAsync([Wish("three")]).AsTask()).Should().ThrowAsync<InstructRecException>();
        slow.Fails = false;
        (await cached.ScoreAsync([Wish("three")]))[0].Scores.Should().HaveCount(3);
    }

    [Fact]
    public async Task The_cache_is_bounded_and_the_answer_used_longest_ago_goes()
    {
        MemoryScoreCache cache = new(2);
        CandidateScores scores = CandidateScores.FromValues([1]);
        await cache.KeepAsync("a", scores);
        await cache.KeepAsync("b", scores);
        (await cache.FindAsync("a")).Should().NotBeNull();
        await cache.KeepAsync("c", scores);
        await cache.KeepAsync("c", scores);

        cache.Count.Should().Be(2);
        (await cache.FindAsync("b")).Should().BeNull();
        (await cache.FindAsync("a")).Should().NotBeNull();
        await Parallel.ForAsync(0, 2000, async (i, _) => { await cache.KeepAsync($"{i % 7}", scores); await cache.FindAsync($"{i % 5}"); });
        cache.Count.Should().Be(2);
    }

    [Fact]
    public async Task A_model_without_keys_is_asked_every_time()
    {
        LetterModel model = new();
        await using CachingRecommenderModel cached = new(model);
        await cached.ScoreAsync([Wish("one")]);
        await cached.ScoreAsync([Wish("one")]);
        model.Calls.Should().Be(2);
    }

    private static ScoringRequest Wish(string wish) => new(new Instruction { Task = TaskForm.Reranking, Intention = Intention.Vague(wish) }, Films);

    private sealed class SlowModel : ICacheableModel
    {
        private readonly List<string> _asked = [];
        private int _calls;

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls => _calls;

        public bool Fails { get; set; }

        public IReadOnlyList<string> Asked => _asked;

        public TaskForms Supported => TaskForms.All;

        public async ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            lock (_asked)
            {
                _asked.AddRange(requests.Select(r => r.Instruction.Intention.Text!));
            }

            await Release.Task.WaitAsync(cancellationToken);
            return Fails
                ? throw new InstructRecException(InstructRecErrorKind.Scores, "no")
                : [.. requests.Select(r => CandidateScores.FromValues([.. r.Candidates.Select(_ => 1.0)]))];
        }

        public ValueTask<string?> CacheKeyAsync(ScoringRequest request, CancellationToken cancellationToken = default) => ValueTask.FromResult(request.Instruction.Intention.Text);
    }
}
