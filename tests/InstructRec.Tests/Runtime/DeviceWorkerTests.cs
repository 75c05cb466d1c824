using InstructRec.Runtime;
using TorchSharp;

namespace InstructRec.Tests.Runtime;

[Collection("native")]
public class DeviceWorkerTests
{
    [Fact]
    public async Task All_work_of_64_callers_runs_on_one_thread_in_the_order_of_arrival_of_each()
    {
        await using var worker = new DeviceWorker();
        int[] threads = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => worker.RunAsync(() => Environment.CurrentManagedThreadId).AsTask()));

        threads.Distinct().Should().ContainSingle().Which.Should().NotBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task Tensors_without_an_owner_are_freed_with_the_work_item()
    {
        await using var worker = new DeviceWorker();
        await worker.RunAsync(() => torch.zeros(1).Dispose());
        long before = SettledMemory.LiveTensors();

        for (int i = 0; i < 100; i++)
        {
            await worker.RunAsync(() => torch.ones(1000).sum().item<float>());
        }

        torch.Tensor.TotalCount.Should().Be(before);
    }

    [Fact]
    public async Task A_cancelled_item_never_runs_and_the_others_are_unharmed()
    {
        await using var worker = new DeviceWorker();
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        ValueTask<bool> first = worker.RunAsync(() => gate.Wait(TimeSpan.FromSeconds(30)));
        bool ran = false;
        Task second = worker.RunAsync(() => { ran = true; }, cancellation.Token).AsTask();
        ValueTask<int> third = worker.RunAsync(() => 3);

        await cancellation.CancelAsync();
        gate.Set();

        (await first).Should().BeTrue();
        await second.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        (await third).Should().Be(3);
        ran.Should().BeFalse();
    }

    [Fact]
    public async Task A_full_queue_rejects_with_a_typed_error_when_told_to()
    {
        await using var worker = new DeviceWorker("cpu", new DeviceWorkerOptions { QueueCapacity = 1, RejectWhenFull = true });
        using var gate = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        ValueTask<bool> running = worker.RunAsync(() =>
        {
            started.Set();
            return gate.Wait(TimeSpan.FromSeconds(30));
        });
        started.Wait();
        ValueTask<int> waiting = worker.RunAsync(() => 1);

        Func<Task> third = async () => await worker.RunAsync(() => 2);

        (await third.Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Busy);
        gate.Set();
        (await running).Should().BeTrue();
        (await waiting).Should().Be(1);
    }

    [Fact]
    public async Task Disposal_drains_what_is_queued_and_then_refuses()
    {
        var worker = new DeviceWorker();
        Task<int>[] queued = [.. Enumerable.Range(0, 20).Select(i => worker.RunAsync(() => i).AsTask())];

        await worker.DisposeAsync();

        (await Task.WhenAll(queued)).Should().Equal(Enumerable.Range(0, 20));
        await worker.Invoking(w => w.RunAsync(() => 1).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Work_that_waits_for_its_own_thread_is_refused_instead_of_hanging()
    {
        await using var worker = new DeviceWorker();

        Func<Task> nested = async () => await worker.RunAsync(() => worker.RunAsync(() => 1).AsTask().GetAwaiter().GetResult());

        await nested.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task A_failure_reaches_its_caller_and_the_next_item_runs()
    {
        await using var worker = new DeviceWorker();

        await worker.Invoking(w => w.RunAsync<int>(() => throw new FormatException("x")).AsTask()).Should().ThrowAsync<FormatException>();

        (await worker.RunAsync(() => 7)).Should().Be(7);
    }

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData(" CUDA ", "cuda:0")]
    [InlineData("cuda:3", "cuda:3")]
    [InlineData("auto", "auto")]
    public void Device_names_are_read(string text, string expected) => DeviceName.Parse(text).ToString().Should().Be(expected);

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("")]
    public void Other_device_names_are_refused(string text) =>
        FluentActions.Invoking(() => DeviceName.Parse(text)).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Options);
}
