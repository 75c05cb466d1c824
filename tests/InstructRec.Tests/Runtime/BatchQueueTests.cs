using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using InstructRec.Runtime;

namespace InstructRec.Tests.Runtime;

[Collection("native")]
public sealed class BatchQueueTests
{
    [Property(MaxTest = 200)]
    public Property A_batch_begins_with_what_is_due_first_and_stays_within_the_budget() => Prop.ForAll(
        Gen.Choose(1, 512).ArrayOf(20).ToArbitrary(),
        lengths =>
        {
            BatchTerms[] terms = [.. lengths.Select((l, i) => new BatchTerms(l, 1 + (l % 3)) { Alone = l % 17 == 0 })];
            long[] due = [.. lengths.Select(l => (long)(l * 7919 % 101))];
            List<int> chosen = BatchChoice.Of(terms, due, 1024);
            List<int> few = BatchChoice.Of(terms, due, 1024, most: 2);

            long padded = (long)chosen.Max(i => terms[i].Length) * chosen.Sum(i => terms[i].Rows);
            return few.SequenceEqual(chosen.Take(2)) && due[chosen[0]] == due.Min() && chosen.Distinct().Count() == chosen.Count && (chosen.Count == 1 || padded <= 1024)
                && (!terms[chosen[0]].Alone || chosen.Count == 1) && chosen.Skip(1).All(i => !terms[i].Alone);
        });

    [Fact]
    public void Those_nearest_in_length_go_together() =>
        BatchChoice.Of([new(100, 1), new(500, 1), new(90, 1), new(101, 1), new(10, 1)], [0, 1, 2, 3, 4], 310).Should().Equal([0, 3, 2], "three of about a hundred tokens fill the budget");

    [Fact]
    public async Task What_gathers_while_the_device_is_busy_is_run_together_and_each_gets_its_own()
    {
        await using HeldBatches bench = new();
        Task<int> first = bench.AskAsync(1);
        await bench.Started;
        Task<int>[] others = [.. Enumerable.Range(2, 20).Select(i => bench.AskAsync(i))];
        bench.Go();

        (await first).Should().Be(10);
        (await Task.WhenAll(others)).Should().Equal(Enumerable.Range(2, 20).Select(i => i * 10));
        bench.Batches.Select(b => b.Length).Should().Equal(1, 20);
    }

    [Fact]
    public async Task Interactive_goes_before_bulk_that_came_earlier_but_bulk_has_its_turn()
    {
        await using HeldBatches bench = new(maxTokens: 1);
        Task<int> first = bench.AskAsync(1);
        await bench.Started;
        Task<int>[] asked =
        [
            bench.AskAsync(2, new(1, 1, RequestPriority.Bulk)), bench.AskAsync(3), bench.AskAsync(4),
        ];
        bench.Go();
        await Task.WhenAll([first, .. asked]);
        bench.Batches.SelectMany(b => b).Should().Equal(1, 3, 4, 2);

        await using HeldBatches impatient = new(new BatchingOptions { BulkPatience = TimeSpan.Zero }, maxTokens: 1);
        first = impatient.AskAsync(1);
        await impatient.Started;
        asked = [impatient.AskAsync(2, new(1, 1, RequestPriority.Bulk)), impatient.AskAsync(3)];
        impatient.Go();
        await Task.WhenAll([first, .. asked]);
        impatient.Batches.SelectMany(b => b).Should().Equal([1, 2, 3], "patience over, bulk is due like anything else");
    }

    [Fact]
    public async Task A_full_queue_turns_interactive_away_and_lets_bulk_wait_for_room()
    {
        await using HeldBatches bench = new(new BatchingOptions { QueueCapacity = 2 });
        Task<int> first = bench.AskAsync(1);
        await bench.Started;
        Task<int>[] waiting = [bench.AskAsync(2), bench.AskAsync(3)];
        Task<int> refused = bench.AskAsync(4);
        Task<int> bulk = bench.AskAsync(5, new(1, 1, RequestPriority.Bulk));

        (await refused.Invoking(t => t).Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Busy);
        bulk.IsCompleted.Should().BeFalse();
        bench.Invoking(b => b.TurnAway(RequestPriority.Interactive)).Should().Throw<InstructRecException>("it is known before anything is spent on the request").Which.Kind.Should().Be(InstructRecErrorKind.Busy);
        bench.TurnAway(RequestPriority.Bulk);
        bench.Go();
        (await Task.WhenAll([first, .. waiting, bulk])).Should().Equal(10, 20, 30, 50);
        bench.TurnAway(RequestPriority.Interactive);
    }

    [Fact]
    public async Task One_who_gives_up_or_runs_out_of_time_is_told_at_once_and_leaves_the_others_unharmed()
    {
        await using HeldBatches bench = new();
        using CancellationTokenSource cancellation = new();
        Task<int> running = bench.AskAsync(1, cancellationToken: cancellation.Token);
        await bench.Started;
        Task<int> waiting = bench.AskAsync(2, cancellationToken: cancellation.Token);
        Task<int> late = bench.AskAsync(3, new(1, 1, Deadline: DateTimeOffset.UtcNow.AddMilliseconds(30)));
        Task<int> other = bench.AskAsync(4);
        Task<int> tooLate = bench.AskAsync(5, new(1, 1, Deadline: DateTimeOffset.UtcNow.AddSeconds(-1)));

        await cancellation.CancelAsync();
        await running.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>("the device still works on it");
        await waiting.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        (await late.Invoking(t => t).Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Expired);
        (await tooLate.Invoking(t => t).Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Expired);
        bench.Go();
        (await other).Should().Be(40);
        bench.Batches[^1].Should().Equal(4);
    }

    [Fact]
    public async Task A_batch_goes_on_while_anybody_wants_it_and_ends_when_nobody_does()
    {
        await using HeldBatches bench = new() { Watches = true };
        using CancellationTokenSource one = new(), two = new();
        Task<int> block = bench.AskAsync(1);
        await bench.Started;
        Task<int> first = bench.AskAsync(2, cancellationToken: one.Token), second = bench.AskAsync(3);
        await one.CancelAsync();
        bench.Go();
        (await second).Should().Be(30);
        await block;
        await first.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();

        Task<int> unwanted = bench.AskAsync(-1, cancellationToken: two.Token);
        await bench.Endless;
        await two.CancelAsync();
        await unwanted.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        (await bench.AskAsync(7)).Should().Be(70, "the device is free again");
    }

    [Fact]
    public async Task One_who_leaves_a_running_batch_does_not_stop_it_for_the_others()
    {
        await using HeldBatches bench = new(new BatchingOptions { MaxWait = TimeSpan.FromMilliseconds(300) }) { Watches = true };
        using CancellationTokenSource cancellation = new();
        Task<int> leaves = bench.AskAsync(2, cancellationToken: cancellation.Token), stays = bench.AskAsync(3);
        await bench.Started;
        await cancellation.CancelAsync();
        await leaves.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        bench.Go();

        (await stays).Should().Be(30);
        bench.Batches.Should().ContainSingle("nothing was begun again").Which.Should().Equal(2, 3);
    }

    [Fact]
    public async Task Only_the_culprit_of_a_failed_batch_fails()
    {
        await using HeldBatches bench = new();
        Task<int> first = bench.AskAsync(1);
        await bench.Started;
        Task<int>[] asked = [bench.AskAsync(2), bench.AskAsync(113), bench.AskAsync(4)];
        bench.Go();

        (await first, await asked[0], await asked[2]).Should().Be((10, 20, 40));
        await asked[1].Invoking(t => t).Should().ThrowAsync<FormatException>();
    }

    [Fact]
    public async Task A_device_with_nothing_to_do_waits_for_company_as_long_as_it_is_told()
    {
        await using HeldBatches bench = new(new BatchingOptions { MaxWait = TimeSpan.FromMilliseconds(300) });
        bench.Go();
        (await Task.WhenAll(bench.AskAsync(1), bench.AskAsync(2), bench.AskAsync(3))).Should().Equal(10, 20, 30);
        bench.Batches.Should().ContainSingle();
    }

    [Fact]
    public async Task Batches_computed_at_once_share_what_waits_and_runs()
    {
        await using HeldBatches bench = new(new BatchingOptions { ParallelBatches = 2 });
        Task<int> first = bench.AskAsync(1);
        await bench.Started;
        Task<int> second = bench.AskAsync(2);
        await Hosting.TestHosts.Eventually(() => bench.Count == 2);
        Task<int>[] others = [.. Enumerable.Range(3, 9).Select(i => bench.AskAsync(i))];
        bench.Count.Should().Be(2, "no more than two at once");
        bench.Go();

        (await Task.WhenAll([first, second, .. others])).Should().Equal(Enumerable.Range(1, 11).Select(i => i * 10));
        bench.Batches[2].Should().HaveCountLessThanOrEqualTo(5, "of the ten that waited and ran");
        bench.Batches.SelectMany(b => b).Should().BeEquivalentTo(Enumerable.Range(1, 11));
    }

    [Fact]
    public async Task When_the_device_is_gone_everybody_is_told()
    {
        HeldBatches bench = new();
        bench.Go();
        await bench.DisposeAsync();
        await bench.Awaiting(b => b.AskAsync(1)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Under_a_thousand_callers_with_cancellations_nothing_is_lost()
    {
        await using HeldBatches bench = new(new BatchingOptions { QueueCapacity = 10_000 }, maxTokens: 64);
        bench.Go();
        Task<int>[] asked = [.. Enumerable.Range(200, 1000).Select(async i =>
        {
            using CancellationTokenSource cancellation = new();
            Task<int> answer = Task.Run(() => bench.AskAsync(i, new(1 + (i % 30), 1, (RequestPriority)(i % 2)), cancellation.Token));
            if (i % 3 == 0)
            {
                await cancellation.CancelAsync();
            }

            return await answer.ContinueWith(t => t.IsCanceled ? -1 : t.Result, TaskScheduler.Default);
        })];

        int[] answers = await Task.WhenAll(asked);
        answers.Select((a, i) => (a, i)).Should().OnlyContain(p => p.a == (p.i + 200) * 10 || (p.a == -1 && (p.i + 200) % 3 == 0));
    }
}
