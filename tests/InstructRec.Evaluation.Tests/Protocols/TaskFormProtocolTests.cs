using InstructRec.Catalog;
using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;
using InstructRec.Instructions;
using InstructRec.Testing;

namespace InstructRec.Evaluation.Tests.Protocols;

public sealed class TaskFormProtocolTests
{
    private static readonly InteractionDataset Films = DatasetFolder.Open(RepositoryFolder.Find("samples", "QuickStart", "Data"));
    private static readonly LeaveOneOutSplit Split = new(Films);
    private static readonly CandidateSet Candidates = FrozenCandidates.Draw(Split, SplitPart.Test);
    private static readonly OfflineTeacher Teacher = new(Films.Items, OfflineTeacherOptions.Films);
    private static readonly Dictionary<string, int> Counts = Films.Items.Zip(Split.TrainingCounts()).ToDictionary(p => p.First.Id, p => p.Second);
    private readonly TaskFormProtocol _protocol = new();

    [Fact]
    public async Task CountingBeatsChanceWhereTasteIsAsked()
    {
        TaskFormFigure yes = await _protocol.PointwiseAsync(Split, SplitPart.Test, Candidates, Popular);
        TaskFormFigure pair = await _protocol.PairwiseAsync(Split, SplitPart.Test, Candidates, Popular);
        yes.BeatsChance.Should().BeTrue(yes.ToString());
        yes.Count.Should().Be(610);
        yes.Value.Mean.Should().BeInRange(0.8, 0.97);
        pair.Value.Mean.Should().BeInRange(0.8, 0.97);
        yes.ToString().Should().StartWith("T0, pointwise: AUC .").And.NotContain("no better");
    }

    [Fact]
    public async Task ChanceIsCalledChance()
    {
        TaskFormFigure yes = await _protocol.PointwiseAsync(Split, SplitPart.Test, Candidates, Equal);
        yes.Value.Should().Be(new Interval(0.5, 0.5, 0.5));
        yes.ToString().Should().EndWith("610 asked: no better than chance");
        TaskFormFigure first = await _protocol.PairwiseAsync(Split, SplitPart.Test, Candidates, (q, _) => Scores(q, c => [1, .. new double[c.Count - 1]]));
        first.BeatsChance.Should().BeFalse("the first place tells nothing");
        TaskFormFigure search = await _protocol.ProductSearchAsync(Films.Items, new ItemSplit([.. Enumerable.Range(0, Films.Items.Count)]).Test, Teacher, Equal);
        search.Value.Mean.Should().BeApproximately(0.1, 1e-9);
    }

    [Fact]
    public async Task ProductSearchAsksForAttributesAndIsAnOracleQuery()
    {
        int[] items = [.. new ItemSplit([.. Enumerable.Range(0, Films.Items.Count)]).Test];
        TaskFormFigure search = await _protocol.ProductSearchAsync(Films.Items, items, Teacher, (questions, _) =>
        {
            questions.Should().OnlyContain(q => q.Instruction.Intention.Form == IntentionForm.Specific && q.Instruction.Preference.Form == PreferenceForm.None && q.Candidates.Count == 10);
            return new([.. questions.Select(q => (IReadOnlyList<double>)[.. q.Candidates.Select(c => Teacher.SpecificIntention(c).Equals(q.Instruction.Intention) ? 1.0 : 0.0)])]);
        });
        search.Value.Should().Be(new Interval(1, 1, 1), "no negative has just the attributes asked for");
        search.ToString().Should().Contain("oracle query");
        search.Count.Should().BeGreaterThan(900);
    }

    [Fact]
    public async Task AMissingAnswerNamesTheQuestion()
    {
        Func<Task> missing = () => _protocol.PairwiseAsync(Split, SplitPart.Test, Candidates, (q, _) => Scores(q, _ => [1]));
        (await missing.Should().ThrowAsync<InstructRecException>()).Where(e => e.Kind == InstructRecErrorKind.Scores && e.Message.Contains("about '1'"));
        Func<Task> none = () => _protocol.PointwiseAsync(Split, SplitPart.Test, Candidates, (q, _) => Scores(q, _ => [double.NaN]));
        (await none.Should().ThrowAsync<InstructRecException>()).WithMessage("*not a number*");
    }

    [Fact]
    public async Task AnInstructionSystemRanksAsItsModelDoes()
    {
        var protocol = new LeaveOneOutProtocol(Split, SplitPart.Test, Candidates);
        EvaluationResult asked = await protocol.RunAsync(new InstructionSystem("model", Films, InstructionSystem.Sequential(Films), (questions, token) =>
        {
            questions.Should().OnlyContain(q => q.Instruction.Task == TaskForm.Reranking && q.Instruction.Preference.History.Count > 10);
            return Popular(questions, token);
        }));
        EvaluationResult counted = await protocol.RunAsync(Evaluation.Baselines.StandardBaselines.Popularity(Split));
        asked.Ranks.Should().Equal(counted.Ranks);
        string json = ResultFiles.ToJson([asked, counted]);
        System.Text.Json.JsonDocument.Parse(json).RootElement[0].GetProperty("metrics").GetProperty("HR@1").GetProperty("mean").GetDouble()
            .Should().BeApproximately(counted.Values(new HitRate(1)).Average(), 1e-12);
        using var ranks = new StringWriter();
        ResultFiles.WriteRanks(ranks, asked);
        ranks.ToString().Split('\n').Should().HaveCount(612).And.HaveElementAt(1, $"1\t{asked.Ranks[0].Rank}\t{asked.Ranks[0].BestRank}\t{asked.Ranks[0].WorstRank}\t10");
    }

    private static ValueTask<IReadOnlyList<IReadOnlyList<double>>> Popular(IReadOnlyList<InstructionQuestion> questions, CancellationToken token) =>
        Scores(questions, c => [.. c.Select(i => (double)Counts[i.Id])]);

    private static ValueTask<IReadOnlyList<IReadOnlyList<double>>> Equal(IReadOnlyList<InstructionQuestion> questions, CancellationToken token) =>
        Scores(questions, c => new double[c.Count]);

    private static ValueTask<IReadOnlyList<IReadOnlyList<double>>> Scores(IReadOnlyList<InstructionQuestion> questions, Func<IReadOnlyList<Item>, double[]> score) =>
        new([.. questions.Select(q => (IReadOnlyList<double>)score(q.Candidates))]);
}
