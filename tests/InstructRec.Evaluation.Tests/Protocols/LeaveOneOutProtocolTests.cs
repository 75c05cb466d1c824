using InstructRec.Catalog;
using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;

namespace InstructRec.Evaluation.Tests.Protocols;

public sealed class LeaveOneOutProtocolTests
{
    private const int People = 300;
    private readonly LeaveOneOutSplit _split = new(Dataset());

    [Fact]
    public async Task EqualScoresAreChanceInExpectationAndNearItInTheGivenOrder()
    {
        EvaluationResult result = await Run((_, candidates) => new double[candidates.Length]);
        result.Values(new HitRate(1)).Should().OnlyContain(v => v == 0.1);
        result.MeanInGivenOrder(new HitRate(1)).Should().BeInRange(0.04, 0.18, "the target's place among the candidates tells nothing");
    }

    [Fact]
    public async Task ThePlaceOfTheTargetIsUniform()
    {
        var places = new int[10];
        EvaluationResult result = await Run((person, candidates) =>
        {
            places[Array.IndexOf(candidates, _split.Target(person, SplitPart.Test))]++;
            return new double[candidates.Length];
        });
        result.Ranks.Should().HaveCount(People);
        places.Should().OnlyContain(n => n > 10 && n < 60);
    }

    [Fact]
    public async Task TheOrderDependsOnTheSeedAlone()
    {
        int[][] first = [.. Protocol().Requests.Select(r => r.Candidates.ToArray())];
        int[][] again = [.. Protocol().Requests.Select(r => r.Candidates.ToArray())];
        int[][] other = [.. Protocol(new ProtocolOptions { ShuffleSeed = 7 }).Requests.Select(r => r.Candidates.ToArray())];
        first.Should().BeEquivalentTo(again, o => o.WithStrictOrdering());
        first.Zip(other).Count(p => p.First.SequenceEqual(p.Second)).Should().BeLessThan(3);
        EvaluationResult whole = await Run((person, _) => [.. Enumerable.Repeat((double)person, 10)]);
        whole.People.Should().HaveCount(People);
    }

    [Fact]
    public async Task TheInputIsEverythingBeforeTheTarget()
    {
        EvaluationResult result = await Run((_, candidates) => new double[candidates.Length], onRequest: r =>
            r.History.ToArray().Should().Equal(_split.Input(r.Person, SplitPart.Test).ToArray()));
        result.Part.Should().Be(SplitPart.Test);
    }

    [Fact]
    public async Task ATruthfulSystemHasAllAndASampleIsAsked()
    {
        var system = new Scripted((person, candidates) => [.. candidates.Select(c => c == _split.Target(person, SplitPart.Test) ? 1.0 : 0.0)]);
        EvaluationResult result = await Protocol(new ProtocolOptions { PersonSample = 40, BatchSize = 7 }).RunAsync(system);
        result.People.Should().HaveCount(40);
        result.Intervals(new HitRate(1))[0].Should().Be(new Interval(1, 1, 1));
        EvaluationResult wrong = await Protocol(new ProtocolOptions { PersonSample = 40 }).RunAsync(new Scripted((_, c) => new double[c.Length]));
        result.Minus(wrong, new HitRate(1)).Mean.Should().BeApproximately(0.9, 1e-12);
    }

    [Fact]
    public async Task NotANumberNamesPersonAndItem()
    {
        Func<Task> running = () => Run((person, c) => [.. c.Select((item, i) => person == 5 && i == 3 ? double.NaN : 0)]);
        int item = Protocol().Requests[5].Candidates.Span[3];
        (await running.Should().ThrowAsync<InstructRecException>())
            .Where(e => e.Kind == InstructRecErrorKind.Scores && e.Message.Contains("'p5'") && e.Message.Contains($"'i{item}'") && e.Where == "scripted");
    }

    [Fact]
    public async Task ACandidateLeftOutIsNamed()
    {
        Func<Task> running = () => Run((person, c) => new double[person == 7 ? 9 : c.Length]);
        int item = Protocol().Requests[7].Candidates.Span[9];
        (await running.Should().ThrowAsync<InstructRecException>()).Where(e => e.Message.Contains("'p7'") && e.Message.Contains($"'i{item}'"));
    }

    [Fact]
    public void ATruthThatIsNoneNamesPersonAndItem()
    {
        var candidates = new CandidateSet("foreign", [new CandidateRow(0, 3, [8])]);
        Action preparing = () => _ = new LeaveOneOutProtocol(_split, SplitPart.Test, candidates);
        preparing.Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Data && e.Message.Contains("'p0'") && e.Message.Contains("'i3'"));
        Action unknown = () => _ = new LeaveOneOutProtocol(_split, SplitPart.Test, new CandidateSet("foreign", [new CandidateRow(0, _split.Target(0, SplitPart.Test), [900])]));
        unknown.Should().Throw<InstructRecException>().WithMessage("*900*'p0'*");
        Action nobody = () => _ = new LeaveOneOutProtocol(_split, SplitPart.Test, new CandidateSet("foreign", [new CandidateRow(9999, 1, [2])]));
        nobody.Should().Throw<InstructRecException>().WithMessage("*9999*");
    }

    [Fact]
    public async Task AnAnswerThatDoesNotComeNamesPersonAndItem()
    {
        Func<Task> running = () => Protocol(new ProtocolOptions { BatchSize = 10 }).RunAsync(new Forgetful());
        string first = $"'i{Protocol().Requests[3].Candidates.Span[0]}'";
        (await running.Should().ThrowAsync<InstructRecException>()).Where(e => e.Message.Contains("3 answers came for 10 people") && e.Message.Contains("'p3'") && e.Message.Contains(first));
    }

    [Fact]
    public void ACandidateListedTwiceNamesPersonAndItem()
    {
        int[] others = [.. Enumerable.Range(0, _split.Dataset.Items.Count).Where(i => i != _split.Target(0, SplitPart.Test)).Take(3)];
        CandidateRow row = new(0, _split.Target(0, SplitPart.Test), [.. others, others[0]]);
        FluentActions.Invoking(() => new LeaveOneOutProtocol(_split, SplitPart.Test, new CandidateSet("doubled", [row])))
            .Should().Throw<InstructRecException>().WithMessage($"*'i{row.Negatives[0]}'*'p0'*twice*");
    }

    [Fact]
    public async Task AFigureThatCanOnlyBeOneIsRefusedByPerson()
    {
        CandidateRow row = new(0, _split.Target(0, SplitPart.Test), [.. Enumerable.Range(0, _split.Dataset.Items.Count).Where(i => i != _split.Target(0, SplitPart.Test)).Take(4)]);
        EvaluationResult result = await new LeaveOneOutProtocol(_split, SplitPart.Test, new CandidateSet("five", [row])).RunAsync(new Scripted((_, c) => new double[c.Length]));
        result.Values(new HitRate(4)).Should().Equal(0.8);
        result.Values(new Ndcg(5)).Should().HaveCount(1);
        foreach (RankingMetric metric in (RankingMetric[])[new HitRate(5), new Ndcg(6)])
        {
            result.Invoking(r => r.Values(metric)).Should().Throw<InstructRecException>().WithMessage("*'p0'*5 candidates*");
            result.Invoking(r => r.MeanInGivenOrder(metric)).Should().Throw<InstructRecException>();
        }
    }

    [Fact]
    public async Task ATableLabelsOracleQueries()
    {
        EvaluationResult plain = await Run((_, c) => new double[c.Length]);
        var table = new ResultTable([plain, plain with { System = "a|b", IsOracleQuery = true }]);
        table.ToMarkdown().Should().Contain("| a\\|b (oracle query) | .1000 (.1000–.1000) |").And.Contain("300 people");
        table.ToText().Split('\n')[1].Should().StartWith("system").And.Contain("NDCG@5");
    }

    [Fact]
    public async Task DrawsAreAveragedPersonByPerson()
    {
        var random = new Evaluation.Baselines.RandomBaseline();
        var draws = new List<EvaluationResult>();
        for (ulong draw = 0; draw < 10; draw++)
        {
            var protocol = new LeaveOneOutProtocol(_split, SplitPart.Test, FrozenCandidates.Draw(_split, SplitPart.Test, seed: FrozenCandidates.DefaultSeed + draw), new ProtocolOptions { ShuffleSeed = draw });
            draws.Add(await protocol.RunAsync(random));
        }

        var average = new DrawAverage(draws);
        Interval one = draws[0].Intervals(new HitRate(1))[0];
        Interval ten = average.Intervals(new HitRate(1))[0];
        ten.Mean.Should().BeApproximately(draws.Average(d => d.Values(new HitRate(1)).Average()), 1e-12);
        (ten.High - ten.Low).Should().BeLessThan(0.6 * (one.High - one.Low), "independent draws average their noise away");
        average.Minus(average, new HitRate(1)).Should().Be(new Interval(0, 0, 0));
        new ResultTable([average], "ten draws").ToText().Should().StartWith("ten draws\nsystem");
        Action mixed = () => _ = new DrawAverage([draws[0], draws[1] with { System = "other" }]);
        mixed.Should().Throw<ArgumentException>();
    }

    private async Task<EvaluationResult> Run(Func<int, int[], double[]> score, Action<EvaluationRequest>? onRequest = null) =>
        await Protocol().RunAsync(new Scripted(score, onRequest));

    private LeaveOneOutProtocol Protocol(ProtocolOptions? options = null) =>
        new(_split, SplitPart.Test, FrozenCandidates.Draw(_split, SplitPart.Test), options);

    private static InteractionDataset Dataset()
    {
        var builder = new InteractionDatasetBuilder();
        for (int i = 0; i < 100; i++)
        {
            builder.TryAddItem(new Item($"i{i}", $"Title {i}"));
        }

        for (int person = 0; person < People; person++)
        {
            for (int i = 0; i < 6; i++)
            {
                builder.TryAddInteraction($"p{person}", $"i{((person * 13) + (i * 7)) % 100}");
            }
        }

        return builder.Build("test");
    }

    private sealed class Forgetful : IEvaluatedSystem
    {
        public string Name => "forgetful";

        public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. requests.Take(3).Select(r => (IReadOnlyList<double>)new double[r.Candidates.Length])]);
    }

    private sealed class Scripted(Func<int, int[], double[]> score, Action<EvaluationRequest>? onRequest = null) : IEvaluatedSystem
    {
        public string Name => "scripted";

        public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default)
        {
            foreach (EvaluationRequest request in requests)
            {
                onRequest?.Invoke(request);
            }

            return new([.. requests.Select(r => (IReadOnlyList<double>)score(r.Person, r.Candidates.ToArray()))]);
        }
    }
}
