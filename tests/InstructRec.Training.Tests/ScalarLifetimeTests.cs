using InstructRec.Testing;

namespace InstructRec.Training.Tests;

public sealed class ScalarLifetimeTests
{
    [Theory]
    [InlineData(typeof(InstructRecException))]
    [InlineData(typeof(InstructionTuner))]
    public void No_number_is_handed_to_libtorch_that_a_collection_may_free(Type inAssembly) =>
        string.Join("\n", ScalarLifetime.Unheld(inAssembly.Assembly, "HeldScalars")).Should().BeEmpty();
}
