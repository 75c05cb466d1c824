using System.Text.Json;
using InstructRec.Evaluation.Metrics;
using InstructRec.Testing;

namespace InstructRec.Evaluation.Tests.Metrics;

public sealed class GoldenRankingTests
{
    [Fact]
    public void EveryListHasItsRankAndMetrics()
    {
        int lists = 0;
        foreach (JsonElement list in Lists())
        {
            TargetRank rank = RankOf(list);
            string id = list.GetProperty("id").ToString();
            rank.Rank.Should().Be(list.GetProperty("rank").GetInt32(), id);
            rank.BestRank.Should().Be(list.GetProperty("best_rank").GetInt32(), id);
            rank.WorstRank.Should().Be(list.GetProperty("worst_rank").GetInt32(), id);
            foreach ((string name, RankingMetric metric) in Metrics(list))
            {
                metric.Of(rank).Should().BeApproximately(list.GetProperty(name).GetDouble(), 1e-12, $"{name} of {id}");
            }

            lists++;
        }

        lists.Should().BePositive();
    }

    [Fact]
    public void TheAveragesAreThoseOfTheLists()
    {
        using JsonDocument golden = Read();
        foreach (JsonProperty metric in golden.RootElement.GetProperty("averages").GetProperty("all").EnumerateObject())
        {
            double mean = Lists().Select(l => MetricOf(metric.Name).Of(RankOf(l))).Average();
            mean.Should().BeApproximately(metric.Value.GetDouble(), 1e-12, metric.Name);
        }
    }

    [Fact]
    public void AnExpectedHitIsTheShareOfTieOrdersThatHit()
    {
        foreach (JsonElement list in Lists())
        {
            int best = list.GetProperty("best_rank").GetInt32();
            int worst = list.GetProperty("worst_rank").GetInt32();
            double share = Math.Clamp(3 - best + 1, 0, worst - best + 1) / (double)(worst - best + 1);
            new HitRate(3).Expected(RankOf(list)).Should().BeApproximately(share, 1e-12);
        }
    }

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllText(GoldenRoot.Of("metrics", "rankings.json")));

    private static List<JsonElement> Lists()
    {
        using JsonDocument golden = Read();
        return [.. golden.RootElement.GetProperty("lists").EnumerateArray().Select(l => l.Clone())];
    }

    private static TargetRank RankOf(JsonElement list) =>
        TargetRank.Of([.. list.GetProperty("scores").EnumerateArray().Select(s => s.GetDouble())], list.GetProperty("positive").GetInt32());

    private static IEnumerable<(string Name, RankingMetric Metric)> Metrics(JsonElement list) =>
        list.EnumerateObject().Select(p => p.Name).Where(n => n == "mrr" || n.Contains('@')).Select(n => (n, MetricOf(n)));

    private static RankingMetric MetricOf(string name) => name.Split('@') switch
    {
        ["mrr"] => new MeanReciprocalRank(),
        ["hr", var k] => new HitRate(int.Parse(k)),
        ["ndcg", var k] => new Ndcg(int.Parse(k)),
        _ => throw new InvalidOperationException($"The golden values have a metric {name} that is not known."),
    };
}
