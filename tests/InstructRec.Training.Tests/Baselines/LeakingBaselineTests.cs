using InstructRec.Data.Splits;
using InstructRec.Training.Baselines;

namespace InstructRec.Training.Tests.Baselines;

using TemporaryFolder = InstructRec.Testing.TemporaryFolder;

/// <summary>A leak planted in what a baseline is to learn from ends it before the first step.</summary>
[Collection("native")]
public sealed class LeakingBaselineTests
{
    private static readonly Dictionary<string, Action<LeaveOneOutSplit, Func<int, ReadOnlySpan<int>>, IProgress<BaselineProgress>>> Trainers = new(StringComparer.Ordinal)
    {
        ["BPR"] = (split, history, progress) => new BprTraining(split, new BprOptions { Epochs = 1 }.Validate(), history).Run(progress, default),
        ["SASRec"] = (split, history, progress) => SasRecTraining.Run(split, new SasRecOptions { Epochs = 1 }.Validate(), progress, default, history),
        ["text two-tower"] = (split, history, progress) => TextTowerTraining.Run(split, new TextTowerOptions { Epochs = 1 }.Validate(), progress, default, history),
    };

    [Theory]
    [InlineData("BPR")]
    [InlineData("SASRec")]
    [InlineData("text two-tower")]
    public void APlantedLeakEndsTheTraining(string trainer)
    {
        using TemporaryFolder folder = new();
        LeaveOneOutSplit split = SmallShop.Open(folder, people: 20);
        int leaking = split.EvaluatedPeople[7];
        List<BaselineProgress> passes = [];
        Action training = () => Trainers[trainer](split, p => p == leaking ? split.Input(p, SplitPart.Test) : split.Training(p), new Said(passes));

        training.Should().Throw<InstructRecException>()
            .Where(e => e.Kind == InstructRecErrorKind.Leakage && e.Message.Contains($"the histories of {trainer}, person '{split.Dataset.People[leaking]}'"));
        passes.Should().BeEmpty();
        Trainers[trainer](split, split.Training, new Said(passes));
        passes.Should().ContainSingle("an honest history is learned from");
    }

    private sealed class Said(List<BaselineProgress> passes) : IProgress<BaselineProgress>
    {
        public void Report(BaselineProgress value) => passes.Add(value);
    }
}
