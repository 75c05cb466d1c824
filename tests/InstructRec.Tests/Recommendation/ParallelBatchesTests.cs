using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Testing;
using TorchSharp;

namespace InstructRec.Tests.Recommendation;

/// <summary>Batches that the shipped model computes at the same time.</summary>
[Collection("native")]
public sealed class ParallelBatchesTests
{
    private static readonly string[] Words = ["Heat", "Toy", "Story", "Alien", "Night", "River", "King", "Moon", "Return", "Lost", "City", "(1995)"];

    [Fact]
    public async Task Two_batches_run_at_once_and_what_happens_to_one_does_not_touch_the_other()
    {
        await using T5RecommenderModel model = new(Options());
        await model.LoadAsync();
        using HeldScoring steady = new();
        Task<IReadOnlyList<CandidateScores>> unharmed = model.ScoreAsync([Request(1) with { Progress = steady }]).AsTask();
        int thread = await steady.Reached;

        using HeldScoring beside = new();
        using CancellationTokenSource givenUp = new();
        Task<IReadOnlyList<CandidateScores>> cancelled = model.ScoreAsync([Request(2) with { Progress = beside }], givenUp.Token).AsTask();
        (await beside.Reached).Should().NotBe(thread, "both are in the middle of their scoring");
        await givenUp.CancelAsync();
        await cancelled.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        beside.Go();

        using HeldScoring late = new();
        Task<IReadOnlyList<CandidateScores>> expired = model.ScoreAsync([Request(3) with { Progress = late, Deadline = DateTimeOffset.UtcNow.AddMilliseconds(300) }]).AsTask();
        (await expired.Invoking(t => t).Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Expired);
        late.Go();

        using HeldScoring failing = new(new FormatException("of this request alone"));
        failing.Go();
        await model.Awaiting(m => m.ScoreAsync([Request(4) with { Progress = failing }]).AsTask()).Should().ThrowAsync<FormatException>();

        CandidateScores alone = (await model.ScoreAsync([Request(1)]))[0];
        unharmed.IsCompleted.Should().BeFalse("the other thread answered all the others meanwhile");
        steady.Go();
        (await unharmed)[0].Scores.Should().Equal(alone.Scores);
    }

    [Fact]
    public async Task A_request_gets_the_same_bits_on_either_thread_and_the_same_scores_as_from_one()
    {
        await using DeviceWorker worker = new("cpu", new DeviceWorkerOptions { Threads = 2 });
        await using T5RecommenderModel model = new(Options(), worker);
        await using T5RecommenderModel single = new(Options(parallel: 1));
        ScoringRequest[] requests = [.. Enumerable.Range(0, 12).Select(Request)];

        // Prepares what is kept of titles, whichever thread that is on.
        await model.ScoreAsync(requests);
        using HeldThread first = await HeldThread.OnAsync(worker), second = await HeldThread.OnAsync(worker);
        first.Thread.Should().NotBe(second.Thread);
        first.Release();
        CandidateScores[] there = await ScoreEachAsync(model, requests);
        using HeldThread again = await HeldThread.OnAsync(worker);
        again.Thread.Should().Be(first.Thread, "the other one is held");
        second.Release();
        CandidateScores[] here = await ScoreEachAsync(model, requests);
        CandidateScores[] one = await ScoreEachAsync(single, requests);

        for (int i = 0; i < requests.Length; i++)
        {
            here[i].Scores.Should().Equal(there[i].Scores);
            here[i].Scores.Zip(one[i].Scores).Should().OnlyContain(p => Math.Abs(p.First.LogLikelihood - p.Second.LogLikelihood) <= 1e-4);
        }
    }

    [Fact]
    public async Task Weights_outlive_a_batch_that_nobody_waits_for_and_nothing_is_left_when_they_are_freed()
    {
        long husks = await LeftBehind(parallel: 1, abandon: false);

        (await LeftBehind(parallel: 2, abandon: true)).Should().Be(husks, "TorchSharp goes on counting the empty tensors that parameters were made from, and nothing else is left");
    }

    [Fact]
    public async Task Many_callers_are_all_answered_through_reloads_and_cancellations()
    {
        await using T5RecommenderModel model = new(Options());
        ScoringRequest[] requests = [.. Enumerable.Range(0, 40).Select(Request)];
        CandidateScores[] expected = await ScoreEachAsync(model, requests);
        await model.ReloadAsync(Checkpoint);
        long before = SettledMemory.LiveTensors();
        Task<CandidateScores?>[] asked = [.. Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            using CancellationTokenSource givenUp = new(i % 5 == 0 ? TimeSpan.FromMilliseconds(i) : Timeout.InfiniteTimeSpan);
            try
            {
                return (await model.ScoreAsync([requests[i % requests.Length]], givenUp.Token))[0];
            }
            catch (OperationCanceledException) when (i % 5 == 0)
            {
                return null;
            }
        }))];

        CandidateScores?[] answers = await Task.WhenAll(asked);
        foreach ((CandidateScores? answer, int i) in answers.Select((a, i) => (a, i)).Where(p => p.a is not null))
        {
            answer!.Scores.Zip(expected[i % requests.Length].Scores).Should().OnlyContain(p => Math.Abs(p.First.LogLikelihood - p.Second.LogLikelihood) <= 1e-4);
        }

        answers.Count(a => a is not null).Should().BeGreaterThanOrEqualTo(320);

        // Batches that nobody waits for end by themselves.
        await Hosting.TestHosts.Eventually(() => SettledMemory.LiveTensors() == before);
    }

    [Fact]
    public void A_worker_with_fewer_threads_is_refused()
    {
        using DeviceWorker worker = new();

        FluentActions.Invoking(() => new T5RecommenderModel(Options(), worker)).Should().Throw<InstructRecException>().WithMessage("*Batching:ParallelBatches*Threads = 2*");
    }

    private static string Checkpoint => RepositoryFolder.Find("samples", "QuickStart", "Model");

    private static T5RecommenderOptions Options(int parallel = 2) =>
        new() { Checkpoint = Checkpoint, Batching = new BatchingOptions { ParallelBatches = parallel, QueueCapacity = 1000 } };

    /// <summary>Live tensors that a model leaves that was loaded, asked and disposed, perhaps while a batch ran whose caller had given up.</summary>
    private static async Task<long> LeftBehind(int parallel, bool abandon)
    {
        long before = SettledMemory.LiveTensors();
        await using DeviceWorker worker = new("cpu", new DeviceWorkerOptions { Threads = parallel });
        T5RecommenderModel model = new(Options(parallel), worker);
        await model.ScoreAsync([Request(1)]);
        using HeldScoring held = new();
        using CancellationTokenSource givenUp = new();
        Task asked = model.ScoreAsync([Request(2) with { Progress = held }], givenUp.Token).AsTask();
        await held.Reached;
        Task disposal = Task.CompletedTask;
        if (abandon)
        {
            await givenUp.CancelAsync();
            await asked.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
            disposal = model.DisposeAsync().AsTask();
            (await Task.WhenAny(disposal, Task.Delay(500))).Should().NotBe(disposal, "a thread still reads the weights");
        }

        held.Go();
        await (abandon ? disposal : asked);
        await model.DisposeAsync();
        return SettledMemory.LiveTensors() - before;
    }

    private static async Task<CandidateScores[]> ScoreEachAsync(T5RecommenderModel model, ScoringRequest[] requests)
    {
        CandidateScores[] scores = new CandidateScores[requests.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = (await model.ScoreAsync([requests[i]]))[0];
        }

        return scores;
    }

    private static ScoringRequest Request(int seed)
    {
        Random random = new(seed);
        Item Any() => new($"{random.Next(1000)}", string.Join(' ', Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Words[random.Next(Words.Length)])));
        Instruction instruction = new()
        {
            Task = seed % 2 == 0 ? TaskForm.Reranking : TaskForm.Matching,
            Preference = Preference.Implicit(Enumerable.Range(0, 1 + random.Next(20)).Select(_ => Any())),
            Intention = Intention.Vague(Any().Title),
        };
        return new ScoringRequest(instruction, [.. Enumerable.Range(0, 10).Select(_ => Any())]);
    }

    /// <summary>One of a worker's threads, kept from other work.</summary>
    private sealed class HeldThread : IDisposable
    {
        private readonly ManualResetEventSlim _go = new();
        private Task _held = Task.CompletedTask;

        public int Thread { get; private set; }

        public static async Task<HeldThread> OnAsync(DeviceWorker worker)
        {
            HeldThread held = new();
            TaskCompletionSource<int> reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            held._held = worker.RunAsync(() =>
            {
                reached.SetResult(Environment.CurrentManagedThreadId);
                held._go.Wait();
            }).AsTask();
            held.Thread = await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
            return held;
        }

        public void Release()
        {
            _go.Set();
            _held.Wait();
        }

        public void Dispose() => Release();
    }
}
