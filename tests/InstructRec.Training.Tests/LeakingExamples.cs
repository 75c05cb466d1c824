using InstructRec.Data.Leakage;
using InstructRec.Training.Batches;

namespace InstructRec.Training.Tests;

/// <summary>A source in which a leak is found.</summary>
internal sealed class LeakingExamples : IExampleSource
{
    public int Count => 1;

    public TrainingExample Create(int epoch, int index) => TinyRun.Invented(1)[0];

    public void CheckLeakage(CancellationToken cancellationToken = default) =>
        LeakageChecker.ThrowIfAny([new Leak("training example", "p1", 3, "the input uses position 3, but only positions before 3 may be known")]);
}
