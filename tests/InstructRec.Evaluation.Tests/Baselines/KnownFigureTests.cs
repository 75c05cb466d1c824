using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;
using InstructRec.Testing;
using Xunit.Abstractions;

namespace InstructRec.Evaluation.Tests.Baselines;

public sealed class KnownFigureTests(ITestOutputHelper output)
{
    [Fact]
    public async Task OnMovieLensPopularityIsFarAboveChance()
    {
        string folder = RepositoryFolder.Find("samples", "QuickStart", "Data");
        InteractionDataset dataset = DatasetFolder.Open(folder);
        var split = new LeaveOneOutSplit(dataset);
        CandidateSet candidates = CandidateFile.Read(Path.Combine(folder, "candidates.test.tsv"), dataset);
        var protocol = new LeaveOneOutProtocol(split, SplitPart.Test, candidates);
        IEvaluatedSystem[] systems =
            [new RandomBaseline(), StandardBaselines.Popularity(split), StandardBaselines.Recency(split), StandardBaselines.Bm25(split), StandardBaselines.ItemKnn(split)];
        EvaluationResult[] results = await Task.WhenAll(systems.Select(s => protocol.RunAsync(s)));
        output.WriteLine(new ResultTable(results).ToText());
        double[] hits = [.. results.Select(r => r.Values(new HitRate(1)).Average())];
        hits[0].Should().BeInRange(0.06, 0.14);
        hits[1].Should().BeInRange(0.45, 0.57, "a published run on other draws has .51");
        hits[4].Should().BeGreaterThan(hits[1]);
        results[4].Minus(results[0], new HitRate(1)).ExcludesZero.Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData("test.random9", SplitPart.Test, 0.3996, 0.8137, 0.4512, 0.8200)]
    [InlineData("valid.random9", SplitPart.Validation, 0.4192, 0.8346, 0.4509, 0.8109)]
    [InlineData("test.hard9", SplitPart.Test, 0.0638, 0.2443, 0.1121, 0.4140)]
    public async Task OnAmazonGamesTheUntrainedPeersHaveTheirPublishedFigures(
        string file, SplitPart part, double popularity1, double popularity5, double text1, double text5)
    {
        string folder = SharedData.Need("amazon-games");
        InteractionDataset dataset = DatasetFolder.Open(folder);
        var split = new LeaveOneOutSplit(dataset, keepLast: 20);
        var protocol = new LeaveOneOutProtocol(split, part, CandidateFile.Read(Path.Combine(folder, "frozen", file + ".tsv.gz"), dataset));
        EvaluationResult popularity = await protocol.RunAsync(StandardBaselines.Popularity(split));
        EvaluationResult text = await protocol.RunAsync(StandardBaselines.Bm25(split));
        foreach ((EvaluationResult result, RankingMetric metric, double published) in new (EvaluationResult, RankingMetric, double)[]
            { (popularity, new HitRate(1), popularity1), (popularity, new HitRate(5), popularity5), (text, new HitRate(1), text1), (text, new HitRate(5), text5) })
        {
            double measured = result.Values(metric).Average();
            output.WriteLine($"{file} {result.System} {metric}: {measured:F5}, published {published:F4}");
            measured.Should().BeApproximately(published, result == popularity ? 0.0001 : 0.001, $"{result.System} {metric}");
        }
    }

    [SkippableFact]
    public async Task OnAmazonGamesPopularityIsStrongWherePublishedToBe()
    {
        string folder = SharedData.Need("amazon-games");
        InteractionDataset dataset = DatasetFolder.Open(folder);
        var split = new LeaveOneOutSplit(dataset, keepLast: 20);
        var protocol = new LeaveOneOutProtocol(split, SplitPart.Test, CandidateFile.Read(Path.Combine(folder, "frozen", "test.random9.tsv.gz"), dataset));
        EvaluationResult popularity = await protocol.RunAsync(StandardBaselines.Popularity(split));
        ResultBreakdown rows = ResultBreakdown.ByTargetCount(popularity, split, new HitRate(1));
        rows.Rows.Select(r => r.People).Should().Equal(114, 4_025, 13_852, 20_717, 11_838);
        rows.Rows.Select(r => Math.Round(r.Value.Mean, 4)).Should().Equal(0, 0, 0.0219, 0.4382, 0.9135);
        rows.ToMarkdown().Should().Contain("| 20–99 | 20,717 | .4382");
        ResultBreakdown.ByHistoryLength(popularity, split, new HitRate(1)).Rows.Sum(r => r.People).Should().Be(50_546);
    }
}
