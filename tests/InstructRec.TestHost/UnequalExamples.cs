using InstructRec.Training.Batches;

namespace InstructRec.TestHost;

/// <summary>Examples whose instructions and targets are hardly ever of one length, as real ones are.</summary>
internal sealed class UnequalExamples : IExampleSource
{
    public int Count => 4096;

    public TrainingExample? Create(int epoch, int index)
    {
        Random random = new((epoch * Count) + index);
        return new TrainingExample(
            Tokens(random, 30 + random.Next(120)),
            [.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => new TrainingTarget(Tokens(random, 4 + random.Next(12))))]);
    }

    private static int[] Tokens(Random random, int count) => [.. Enumerable.Range(0, count - 1).Select(_ => random.Next(3, 2000)), 1];
}
