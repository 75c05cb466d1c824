using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Training.Baselines;

namespace InstructRec.Training.Tests.Baselines;

using TemporaryFolder = InstructRec.Testing.TemporaryFolder;

[Collection("native")]
public sealed class TrainedBaselineTests
{
    [Fact]
    public async Task SASRec_learns_the_order_of_a_shop_and_gives_the_same_for_the_same_seed()
    {
        using TemporaryFolder folder = new();
        LeaveOneOutSplit split = SmallShop.Open(folder);
        SasRecOptions options = new() { Epochs = 25, TargetsPerStep = 150, LearningRate = 0.005, Patience = 25 };
        SasRec model = await SasRec.FitAsync(split, options);
        SasRec again = await SasRec.FitAsync(split, options with { });

        (await HitRateAsync(split, new CandidateSourceBaseline(model))).Should().BeGreaterThan(0.9);
        int[] history = split.Input(0, SplitPart.Test).ToArray();
        double[] first = new double[60];
        double[] second = new double[60];
        model.Score(history, [.. Enumerable.Range(0, 60)], first);
        again.Score(history, [.. Enumerable.Range(0, 60)], second);
        second.Should().Equal(first);
        model.Find(history, 1).Should().Equal(split.Target(0, SplitPart.Test));

        model.Save(folder.Of("sasrec.bin"));
        SasRec.Load(folder.Of("sasrec.bin")).Score(history, [.. Enumerable.Range(0, 60)], second);
        second.Should().Equal(first);
    }

    [Fact]
    public async Task BPR_learns_who_takes_what()
    {
        using TemporaryFolder folder = new();
        LeaveOneOutSplit split = SmallShop.Open(folder);
        Bpr model = Bpr.Fit(split, new BprOptions { Epochs = 40, PairsPerStep = 256, LearningRate = 0.02, Patience = 10 });
        (await HitRateAsync(split, model)).Should().BeGreaterThan(0.5);
        model.Save(folder.Of("bpr.bin"));
        (await HitRateAsync(split, Bpr.Load(folder.Of("bpr.bin")))).Should().Be(await HitRateAsync(split, model));
    }

    [Fact]
    public async Task Two_towers_learn_from_titles_and_make_hard_negatives()
    {
        using TemporaryFolder folder = new();
        LeaveOneOutSplit split = SmallShop.Open(folder);
        TextTowers model = await TextTowers.FitAsync(split, new TextTowerOptions { RowsPerStep = 256, Epochs = 8, LearningRate = 0.01 });
        double random = await HitRateAsync(split, new CandidateSourceBaseline(model));
        random.Should().BeGreaterThan(0.4);

        CandidateSet hard = HardCandidates.Find(split, SplitPart.Test, model, peopleSample: 100);
        hard.Name.Should().Be("test.hard9");
        hard.Rows.Should().HaveCount(100).And.OnlyContain(r => r.Negatives.Count == 9);
        hard.Rows.SelectMany(r => r.Negatives.Intersect(split.Dataset.History(r.Person).ToArray())).Should().BeEmpty();
        EvaluationResult result = await new LeaveOneOutProtocol(split, SplitPart.Test, hard).RunAsync(new CandidateSourceBaseline(model));
        result.Values(new HitRate(1)).Average().Should().BeLessThan(random, "what the model likes best is hardest for the model itself");
        model.Save(folder.Of("towers.bin"));
        TextTowers.Load(folder.Of("towers.bin")).Find([1, 2], 5).Should().Equal(model.Find([1, 2], 5));
    }

    [Fact]
    public void A_file_of_another_baseline_or_a_cut_one_is_refused()
    {
        using TemporaryFolder folder = new();
        LeaveOneOutSplit split = SmallShop.Open(folder, people: 20);
        Bpr.Fit(split, new BprOptions { Epochs = 1 }).Save(folder.Of("bpr.bin"));
        FluentActions.Invoking(() => SasRec.Load(folder.Of("bpr.bin"))).Should().Throw<InstructRecException>().WithMessage("*not a SASRec*");
        File.WriteAllBytes(folder.Of("cut.bin"), File.ReadAllBytes(folder.Of("bpr.bin"))[..200]);
        FluentActions.Invoking(() => Bpr.Load(folder.Of("cut.bin"))).Should().Throw<InstructRecException>().WithMessage("*cut.bin*");
    }

    [Fact]
    public void Cancelling_stops_training()
    {
        using TemporaryFolder folder = new();
        LeaveOneOutSplit split = SmallShop.Open(folder, people: 20);
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        FluentActions.Invoking(() => Bpr.Fit(split, cancellationToken: stopped.Token)).Should().Throw<OperationCanceledException>();
        FluentActions.Awaiting(() => SasRec.FitAsync(split, cancellationToken: stopped.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<double> HitRateAsync(LeaveOneOutSplit split, IEvaluatedSystem system) =>
        (await new LeaveOneOutProtocol(split, SplitPart.Test, FrozenCandidates.Draw(split, SplitPart.Test)).RunAsync(system)).Values(new HitRate(1)).Average();
}
