using InstructRec.Runtime;
using Microsoft.Extensions.Logging;
using TorchSharp;

namespace InstructRec.Tests.Runtime;

/// <summary>A device with several threads.</summary>
[Collection("native")]
public sealed class DeviceThreadsTests
{
    [Fact]
    public async Task Each_takes_its_share_of_the_cores_and_nobody_elses_number_changes()
    {
        int before = await FreshThread();
        List<string> log = [];
        await using DeviceWorker worker = new("cpu", new DeviceWorkerOptions { Threads = 2 }, new LogList(log));
        using Barrier both = new(2);

        (int Thread, int Number)[] seen = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => worker.RunAsync(() =>
        {
            both.SignalAndWait(TimeSpan.FromSeconds(60)).Should().BeTrue("two items run at once");
            return (Environment.CurrentManagedThreadId, torch.get_num_threads());
        }).AsTask()));

        seen.Select(s => s.Thread).Distinct().Should().HaveCount(2);
        seen.Should().OnlyContain(s => s.Number == Math.Max(1, before / 2));
        torch.get_num_threads().Should().Be(before);
        (await FreshThread()).Should().Be(before, "what a later thread begins with is as it was");
        log.Should().BeEmpty();
    }

    [Fact]
    public async Task Where_libtorch_cannot_be_held_to_a_share_work_is_done_and_the_log_says_so_once()
    {
        int number = await FreshThread();
        List<string> log = [];
        await using DeviceWorker worker = new("cpu", new DeviceWorkerOptions { Threads = 3 }, new LogList(log), new ThreadShare(_ => 0));
        using Barrier all = new(3);

        int[] seen = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => worker.RunAsync(() =>
        {
            all.SignalAndWait(TimeSpan.FromSeconds(60)).Should().BeTrue();
            return torch.get_num_threads();
        }).AsTask()));

        seen.Should().OnlyContain(n => n == number);
        log.Count(l => l.Contains("OMP_NUM_THREADS")).Should().Be(log.Count).And.Be(number > 1 ? 1 : 0);
    }

    [Fact]
    public async Task Disposal_drains_all_of_them_and_work_may_not_wait_for_its_own_device()
    {
        DeviceWorker worker = new("cpu", new DeviceWorkerOptions { Threads = 4 });
        worker.Threads.Should().Be(4);
        Task<int>[] queued = [.. Enumerable.Range(0, 100).Select(i => worker.RunAsync(() => i).AsTask())];
        Func<Task> nested = async () => await worker.RunAsync(() => worker.RunAsync(() => 1).AsTask().GetAwaiter().GetResult());
        await nested.Should().ThrowAsync<InvalidOperationException>();

        await worker.DisposeAsync();

        (await Task.WhenAll(queued)).Should().Equal(Enumerable.Range(0, 100));
    }

    [Theory]
    [InlineData("cpu", 0, "*Threads*1 and 64*")]
    [InlineData("cpu", 65, "*Threads*1 and 64*")]
    [InlineData("cuda:1", 2, "Threads: cuda:1*")]
    [InlineData("auto", 2, "Threads: auto*")]
    public void Numbers_that_cannot_work_are_refused(string device, int threads, string message) =>
        FluentActions.Invoking(() => new DeviceWorker(device, new DeviceWorkerOptions { Threads = threads })).Should().Throw<InstructRecException>().WithMessage(message);

    private static Task<int> FreshThread()
    {
        TaskCompletionSource<int> number = new();
        Thread thread = new(() => number.SetResult(torch.get_num_threads()));
        thread.Start();
        return number.Task;
    }

    private sealed class LogList(List<string> log) : ILogger<DeviceWorker>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log)
            {
                log.Add(formatter(state, exception));
            }
        }
    }
}
