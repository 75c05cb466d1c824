using InstructRec.Data.Leakage;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Testing;

namespace InstructRec.Data.Tests.Leakage;

public sealed class LeakageCheckerTests
{
    // Person 0: training 0 1 2 0, validation 1 (taken before), test 3. Person 1 is too short to be evaluated.
    private static readonly LeaveOneOutSplit Split = new(Datasets.Of(("a", [0, 1, 2, 0, 1, 3]), ("b", [4, 0])));
    private readonly LeakageChecker _checker = new(Split);

    [Fact]
    public void AnHonestExampleIsNoLeakEvenWhereTheItemReturns()
    {
        UsedPositions[] examples = [new("e1", 0, [0, 1], [0, 1], [2, 3]), new("e2", 1, [0], [], [1]), new("swap", 0, [0, 1, 2, 3], [0, 1, 2, 3], [])];
        _checker.FindInTraining(examples).Should().BeEmpty();
        LeakageChecker.ThrowIfAny(_checker.FindInTraining(examples));
    }

    [Theory]
    [InlineData(new[] { 0, 4 }, new int[0], new int[0], "input")]
    [InlineData(new[] { 0 }, new[] { 5 }, new int[0], "preference")]
    [InlineData(new[] { 0 }, new int[0], new[] { 4 }, "output")]
    [InlineData(new[] { 0, 2 }, new int[0], new[] { 2, 3 }, "input")]
    [InlineData(new[] { 0 }, new[] { 0, 3 }, new[] { 2 }, "preference")]
    public void APlantedLeakIsFound(int[] input, int[] preference, int[] output, string part)
    {
        Leak[] leaks = [.. _checker.FindInTraining([new UsedPositions("e", 0, input, preference, output)])];
        leaks.Should().ContainSingle().Which.What.Should().Contain($"the {part} uses");
        Action checking = () => LeakageChecker.ThrowIfAny(leaks);
        checking.Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Leakage && e.Message.Contains("'a'"));
    }

    [Fact]
    public void AQuestionMayShowWhatLiesBeforeItsTarget()
    {
        _checker.FindInEvaluation([new UsedPositions("q", 0, [2, 3, 4], [0], [5])], SplitPart.Test).Should().BeEmpty();
        _checker.FindInEvaluation([new UsedPositions("q", 0, [2, 3, 4], [0], [4])], SplitPart.Validation).Should().ContainSingle();
        _checker.FindInEvaluation([new UsedPositions("q", 0, [2], [5], [5])], SplitPart.Test).Should().ContainSingle();
    }

    [Fact]
    public void CountsAndIndexesBeyondTrainingAreFound()
    {
        _checker.FindInCounts(Split.TrainingCounts(), "popularity").Should().BeEmpty();
        _checker.FindInCounts([2, 1, 1, 1, 1], "popularity").Should().ContainSingle().Which.What.Should().Contain("'i3' is counted 1 times, but occurs 0");
        _checker.FindInHistories(Split.Training, "item-kNN").Should().BeEmpty();
        _checker.FindInHistories(p => Split.Dataset.History(p), "item-kNN").Should().ContainSingle().Which.Person.Should().Be("a");
    }

    [Fact]
    public void CalendarOverlapIsReportedAndNotFailed()
    {
        _checker.MeasureCalendarOverlap().Should().BeNull();
        var films = new LeaveOneOutSplit(DatasetFolder.Open(RepositoryFolder.Find("samples", "QuickStart", "Data")));
        CalendarOverlap overlap = new LeakageChecker(films).MeasureCalendarOverlap()!;
        overlap.EvaluatedPeople.Should().Be(610);
        overlap.People.Should().BeInRange(600, 610);
        overlap.LaterInteractions.Should().BeInRange(0.1, 0.9);
    }
}
