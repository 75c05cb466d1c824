using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using TorchSharp;

namespace InstructRec.Tests.Recommendation;

[Collection("native")]
public sealed class BatchedScoringTests : IDisposable
{
    private static readonly string[] Words = ["heat", "toy", "story", "alien", "night", "river", "king", "moon", "return", "of", "the", "lost", "city", "3"];
    private readonly TinyCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public async Task Alone_or_in_a_batch_of_any_lengths_the_ranking_is_the_same_within_the_stated_tolerance()
    {
        Random random = new(20261125);
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, MaxBatchTokens = 2048 });
        int batched = 0;
        for (int round = 0; round < 4; round++)
        {
            ScoringRequest[] requests = [.. Enumerable.Range(0, 24).Select(_ => Request(random))];
            CandidateScores[] alone = new CandidateScores[requests.Length];
            for (int i = 0; i < requests.Length; i++)
            {
                alone[i] = (await model.ScoreAsync([requests[i]]))[0];
            }

            CandidateScores[] together = await Task.WhenAll(requests.Select(async r => (await model.ScoreAsync([r]))[0]));
            for (int i = 0; i < requests.Length; i++)
            {
                batched += Same(alone[i], together[i]) ? 0 : 1;
                alone[i].Scores.Zip(together[i].Scores).Should().OnlyContain(p => Math.Abs(p.First.Total - p.Second.Total) <= 1e-4);
                Inversions(alone[i], together[i]).Should().BeEmpty("the order may differ only between candidates closer than that");
            }
        }

        batched.Should().BePositive("requests must have been read together for this to say anything");
    }

    [Fact]
    public async Task A_thousand_cancelled_requests_leave_nothing_behind_and_the_next_one_is_answered()
    {
        Random random = new(7);
        await using DeviceWorker worker = new();
        await using T5RecommenderModel model = new(
            new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Batching = new BatchingOptions { QueueCapacity = 2000 } }, worker);
        ScoringRequest request = Request(random);
        CandidateScores before = (await model.ScoreAsync([request]))[0];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long tensors = await worker.RunAsync(() => torch.Tensor.TotalCount);

        int cancelled = 0;
        for (int round = 0; round < 10; round++)
        {
            Task[] asked = [.. Enumerable.Range(0, 100).Select(async i =>
            {
                using CancellationTokenSource cancellation = new();
                Task<IReadOnlyList<CandidateScores>> answer = model.ScoreAsync([Request(new Random(i))], cancellation.Token).AsTask();
                if (i % 4 == 0)
                {
                    await Task.Delay(i % 13);
                }

                await cancellation.CancelAsync();
                try
                {
                    await answer;
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }
            })];
            await Task.WhenAll(asked);
        }

        cancelled.Should().BeGreaterThan(700);
        Same((await model.ScoreAsync([request]))[0], before).Should().BeTrue();
        (await worker.RunAsync(() => torch.Tensor.TotalCount)).Should().Be(tensors);
    }

    [Fact]
    public async Task A_long_call_is_cut_into_pieces_and_a_small_queue_does_not_turn_its_rest_away()
    {
        Random random = new(3);
        await using T5RecommenderModel model = new(
            new T5RecommenderOptions { Checkpoint = _checkpoint.Path, MaxBatchTokens = 300, Batching = new BatchingOptions { QueueCapacity = 1 } });
        ScoringRequest[] requests = [.. Enumerable.Range(0, 30).Select(_ => Request(random))];

        IReadOnlyList<CandidateScores> all = await model.ScoreAsync(requests);

        for (int i = 0; i < requests.Length; i++)
        {
            CandidateScores alone = (await model.ScoreAsync([requests[i]]))[0];
            alone.Scores.Zip(all[i].Scores).Should().OnlyContain(p => Math.Abs(p.First.Total - p.Second.Total) <= 1e-4);
        }
    }

    [Fact]
    public async Task A_reload_in_the_middle_of_traffic_answers_everybody_and_frees_the_old_weights()
    {
        Random random = new(5);
        await using DeviceWorker worker = new();
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path }, worker);
        await model.LoadAsync();
        long loaded = await worker.RunAsync(SettledMemory.LiveTensors);
        await model.ReloadAsync(_checkpoint.Path);
        long husks = await worker.RunAsync(SettledMemory.LiveTensors) - loaded;
        ScoringRequest request = Request(random);
        CandidateScores expected = (await model.ScoreAsync([request]))[0];
        bool stop = false;
        Task<int>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int answered = 0;
            while (!Volatile.Read(ref stop))
            {
                CandidateScores scores = (await model.ScoreAsync([request]))[0];
                scores.Scores.Zip(expected.Scores).Should().OnlyContain(p => Math.Abs(p.First.Total - p.Second.Total) <= 1e-4);
                answered++;
            }

            return answered;
        }))];
        for (int i = 0; i < 5; i++)
        {
            await model.ReloadAsync(_checkpoint.Path);
        }

        await model.Awaiting(m => m.ReloadAsync("nowhere").AsTask()).Should().ThrowAsync<InstructRecException>();
        Volatile.Write(ref stop, true);
        (await Task.WhenAll(callers)).Should().OnlyContain(answered => answered > 0);
        model.Readiness.Should().Match<ModelReadiness>(r => r.State == ModelState.Ready && r.Failure != null);

        // TorchSharp goes on counting the empty tensor that each parameter was made from, a fixed number for each load.
        (await worker.RunAsync(SettledMemory.LiveTensors)).Should().Be(loaded + (6 * husks));
    }

    [Fact]
    public async Task Options_of_a_ranking_reach_the_queue()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });
        InstructionRecommender recommender = new(model);
        Item[] films = [new("1", "Heat"), new("2", "Alien")];

        RankingOptions late = new() { Deadline = DateTimeOffset.UtcNow.AddSeconds(-1) };
        Func<Task>[] asked =
        [
            () => recommender.RankAsync(Instruction.Empty, films, late).AsTask(), () => recommender.JudgeAsync(Instruction.Empty, films[0], late).AsTask(),
            () => recommender.CompareAsync(Instruction.Empty, films[0], films[1], late).AsTask(), () => recommender.MatchAsync(Instruction.Empty, films, late).AsTask(),
        ];
        foreach (Func<Task> ask in asked)
        {
            (await ask.Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Expired);
        }

        RankingOptions patient = new() { Deadline = DateTimeOffset.UtcNow.AddMinutes(5), Priority = RequestPriority.Bulk };
        (await recommender.RankAsync(Instruction.Empty, films, patient)).Items.Should().HaveCount(2);
        (await recommender.MatchAsync(Instruction.Empty, films, patient)).Items.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_search_waits_its_turn_with_the_other_calls_and_is_turned_away_where_they_are()
    {
        await using DeviceWorker worker = new();
        await using T5RecommenderModel model = new(
            new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Batching = new BatchingOptions { QueueCapacity = 1 } }, worker);
        InstructionRecommender recommender = new(model);
        Item[] films = [new("1", "Heat"), new("2", "Alien")];
        await recommender.MatchAsync(Instruction.Empty, films);
        using ManualResetEventSlim free = new();
        ValueTask held = worker.RunAsync(free.Wait);
        using CancellationTokenSource givenUp = new();
        Task<Ranking> waiting = recommender.MatchAsync(Instruction.Empty, films, cancellationToken: givenUp.Token).AsTask();

        (await recommender.Awaiting(r => r.MatchAsync(Instruction.Empty, films).AsTask()).Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Busy);
        await givenUp.CancelAsync();
        await waiting.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>("who gives up is told while the device is still busy");
        Task<Ranking> next = recommender.MatchAsync(Instruction.Empty, films).AsTask();
        free.Set();
        await held;
        (await next).Items.Should().HaveCount(2);
    }

    private static ScoringRequest Request(Random random)
    {
        Item Any() => new($"{random.Next(1000)}", string.Join(' ', Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Words[random.Next(Words.Length)])));
        Instruction instruction = new()
        {
            Task = random.Next(2) == 0 ? TaskForm.Reranking : TaskForm.Matching,
            Preference = Preference.Implicit(Enumerable.Range(0, 1 + random.Next(20)).Select(_ => Any())),
            Intention = random.Next(2) == 0 ? Intention.None : Intention.Vague(Any().Title),
        };
        return new ScoringRequest(instruction, [.. Enumerable.Range(0, 2 + random.Next(8)).Select(_ => Any())]);
    }

    private static bool Same(CandidateScores left, CandidateScores right) => left.Scores.SequenceEqual(right.Scores);

    private static IEnumerable<(int, int)> Inversions(CandidateScores left, CandidateScores right) =>
        from i in Enumerable.Range(0, left.Scores.Count)
        from j in Enumerable.Range(0, left.Scores.Count)
        where left.Scores[i].Total > left.Scores[j].Total + 2e-4 && right.Scores[i].Total <= right.Scores[j].Total
        select (i, j);
}
