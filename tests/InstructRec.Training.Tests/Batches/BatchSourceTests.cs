using InstructRec.Training.Batches;

namespace InstructRec.Training.Tests.Batches;

public sealed class BatchSourceTests
{
    private static readonly BatchOptions Options = new() { BatchSize = 8, PoolBatches = 4, TokenBudget = 400, Seed = 5 };

    [Fact]
    public void Every_example_comes_once_an_epoch()
    {
        using BatchSource source = new(Examples(203), Options);
        List<int> seen = [];
        TrainingBatch batch;
        do
        {
            batch = source.Next();
            seen.AddRange(batch.Examples.Select(e => e.InstructionIds[0]));
        }
        while (batch.Next.Epoch == 0);

        seen.Order().Should().Equal(Enumerable.Range(0, 203));
    }

    [Fact]
    public void Goes_on_from_any_position_as_if_it_had_never_stopped()
    {
        using BatchSource whole = new(Examples(203), Options);
        List<TrainingBatch> batches = [.. Enumerable.Range(0, 70).Select(_ => whole.Next())];
        for (int i = 0; i < 60; i += 7)
        {
            using BatchSource resumed = new(Examples(203), Options);
            resumed.Seek(batches[i].Next);
            foreach (TrainingBatch expected in batches.Skip(i + 1).Take(5))
            {
                resumed.Next().SourceIds.Should().Equal(expected.SourceIds);
            }
        }
    }

    [Fact]
    public void Keeps_the_token_budget_and_pads_little()
    {
        using BatchSource source = new(Examples(203), Options);
        for (int i = 0; i < 40; i++)
        {
            TrainingBatch batch = source.Next();
            batch.Rows.Should().BeLessThanOrEqualTo(8);
            (batch.Rows * (batch.SourceLength + batch.NodeLength)).Should().BeLessThanOrEqualTo(400);
        }
    }

    [Fact]
    public void Another_seed_gives_another_order()
    {
        using BatchSource one = new(Examples(203), Options);
        using BatchSource two = new(Examples(203), Options with { Seed = 6 });
        one.Next().SourceIds.Should().NotEqual(two.Next().SourceIds);
    }

    [Fact]
    public void What_fails_ahead_is_thrown_where_it_is_read()
    {
        using BatchSource source = new(new Failing(), Options);
        source.Invoking(s => s.Next()).Should().Throw<InstructRecException>().WithMessage("*broken*");
    }

    [Fact]
    public void Nothing_to_learn_from_is_an_error()
    {
        FluentActions.Invoking(() => new BatchSource(new ExampleList([]))).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Data);
        using BatchSource source = new(new AllLeftOut(), Options);
        source.Invoking(s => s.Next()).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Data);
    }

    [Fact]
    public void Shared_beginnings_are_read_once_and_each_target_is_learned()
    {
        TrainingExample example = new([5, 1], [new TrainingTarget([7, 8, 1]), new TrainingTarget([7, 9, 1], 2), new TrainingTarget([7, 8, 1])]);
        TrainingBatch batch = new([example], Options);
        batch.NodeIds.Should().Equal(0, 7, 8, 9);
        batch.Depths.Should().Equal(0, 1, 2, 2);
        batch.LabelTokens.Should().Be(9);
        batch.TotalWeight.Should().Be(12);
        batch.LabelIds.Should().Equal(7, 8, 9, 1, 1);
        batch.LabelWeights.Should().Equal(4, 2, 2, 2, 2);
        batch.HeadWeights.Should().Equal(4, 4, 2, 2);
        batch.Visible.Should().Equal(
            true, false, false, false,
            true, true, false, false,
            true, true, true, false,
            true, true, false, true);
    }

    private static ExampleList Examples(int count) => new(
        [.. Enumerable.Range(0, count).Select(i => new TrainingExample([i, .. Enumerable.Repeat(3, i * 7 % 23), 1], [new TrainingTarget([i, .. Enumerable.Repeat(4, i % 5), 1])]))]);

    private sealed class Failing : IExampleSource
    {
        public int Count => 1;

        public TrainingExample? Create(int epoch, int index) => throw new InstructRecException(InstructRecErrorKind.Data, "broken");
    }

    private sealed class AllLeftOut : IExampleSource
    {
        public int Count => 100;

        public TrainingExample? Create(int epoch, int index) => null;
    }
}
