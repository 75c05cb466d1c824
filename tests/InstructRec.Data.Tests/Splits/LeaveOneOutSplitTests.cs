using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Testing;

namespace InstructRec.Data.Tests.Splits;

public sealed class LeaveOneOutSplitTests
{
    [Fact]
    public void ThePartsAreCutByPositionAndARepeatedItemStaysInTraining()
    {
        InteractionDataset dataset = Datasets.Of(("a", [0, 1, 2, 0, 3]), ("b", [4, 0]));
        var split = new LeaveOneOutSplit(dataset);
        split.EvaluatedPeople.Should().Equal(0);
        split.Training(0).ToArray().Should().Equal(0, 1, 2);
        split.Input(0, SplitPart.Validation).ToArray().Should().Equal(0, 1, 2);
        split.Target(0, SplitPart.Validation).Should().Be(0);
        split.Input(0, SplitPart.Test).ToArray().Should().Equal(0, 1, 2, 0);
        split.Target(0, SplitPart.Test).Should().Be(3);
        split.Training(1).ToArray().Should().Equal([4, 0], "too short to be evaluated, so all of it is training");
        split.TrainingCounts().Should().Equal(2, 1, 1, 0, 1);
        Action tooShort = () => split.Target(1, SplitPart.Test);
        tooShort.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void OnlyTheLastInteractionsTakePart()
    {
        var split = new LeaveOneOutSplit(Datasets.Of(("a", [0, 1, 2, 3, 4, 5])), keepLast: 4);
        split.Training(0).ToArray().Should().Equal(2, 3);
        split.Input(0, SplitPart.Test).ToArray().Should().Equal(2, 3, 4);
        split.TargetPosition(0, SplitPart.Test).Should().Be(5);
    }

    [SkippableFact]
    public void AmazonGamesHasItsKnownTrainingPart() =>
        new LeaveOneOutSplit(DatasetFolder.Open(SharedData.Need("amazon-games")), keepLast: 20).TrainingCounts().Sum().Should().Be(309_815);
}
