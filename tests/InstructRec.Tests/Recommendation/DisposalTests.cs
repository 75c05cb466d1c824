using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Runtime;

namespace InstructRec.Tests.Recommendation;

[Collection("native")]
public sealed class DisposalTests
{
    [Fact]
    public async Task Disposal_ends_when_requests_under_way_are_answered_and_the_weights_are_freed()
    {
        using TinyCheckpoint checkpoint = new();
        await using DeviceWorker worker = new();
        T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = checkpoint.Path }, worker);
        await model.LoadAsync();
        using ManualResetEventSlim free = new();
        ValueTask held = worker.RunAsync(free.Wait);
        ScoringRequest request = new(Instruction.Empty with { Task = TaskForm.Reranking }, [new Item("1", "Heat"), new Item("2", "Alien")]);
        Task<IReadOnlyList<CandidateScores>> asked = model.ScoreAsync([request]).AsTask();

        Task disposed = model.DisposeAsync().AsTask();
        bool early = disposed.IsCompleted;
        free.Set();
        await disposed;

        early.Should().BeFalse("the device was busy, a request waited for it and the weights lay in memory");
        await held;
        (await asked)[0].Scores.Should().HaveCount(2);
        await model.Awaiting(m => m.ScoreAsync([request]).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }
}
