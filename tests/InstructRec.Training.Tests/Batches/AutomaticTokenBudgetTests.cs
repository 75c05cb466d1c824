using InstructRec.T5;
using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Batches;

[Collection("native")]
public sealed class AutomaticTokenBudgetTests
{
    [Fact]
    public void Is_the_largest_power_of_two_whose_rows_fit()
    {
        AutomaticTokenBudget.Largest(budget => Math.Min(1000, budget / 100), rows => rows <= 50).Should().Be(4096);
        AutomaticTokenBudget.Largest(budget => Math.Min(32, budget / 100), _ => true).Should().Be(4096, "a full batch needs no more");
        FluentActions.Invoking(() => AutomaticTokenBudget.Largest(_ => 1, _ => false)).Should().Throw<InstructRecException>().WithMessage("*not even*");
    }

    [Fact]
    public void Stands_in_the_manifest_and_is_taken_again_by_a_run_that_goes_on()
    {
        using TemporaryFolder folder = new();
        T5Config config = new()
        {
            VocabularySize = TinyRun.Vocabulary, ModelDimension = 32, KeyValueDimension = 16, HeadCount = 2, FeedForwardDimension = 64, EncoderLayerCount = 1, DecoderLayerCount = 1, DropoutRate = 0,
        };
        using T5ForConditionalGeneration model = new(config);
        using Generator generator = new(7);
        model.InitializeWeights(generator);
        T5Network network = new(model);
        using ParameterBuffer parameters = new(network.Parameters);
        using AdamW optimiser = new(parameters);
        ExampleList examples = new(TinyRun.Invented(100));
        BatchOptions options = AutomaticTokenBudget.Choose(network, new SequenceObjective(), parameters, examples, new BatchOptions { BatchSize = 20 });
        options.TokenBudget.Should().Be(512, "twenty rows of six tokens need no more");

        // A run that was begun with another budget keeps it.
        CheckpointKeeper keeper = new(folder.Path);
        using BatchSource batches = new(examples, options with { TokenBudget = 2048 });
        new InstructionTuner(batches, new TrainingStepper(network, new SequenceObjective(), optimiser), TinyRun.Options(2), keeper).Run();
        InstructRec.Checkpoints.PretrainedFolder.Open(keeper.LastFolder).Manifest.Options["TokenBudget"].Should().Be("2048");
        AutomaticTokenBudget.Choose(network, new SequenceObjective(), parameters, examples, options, keeper).TokenBudget.Should().Be(2048);
    }

    [Fact]
    public void A_containers_limit_is_read_in_both_forms()
    {
        using TemporaryFolder folder = new();
        MachineMemory.OfContainer(folder.Path).Should().BeNull();
        File.WriteAllText(Path.Combine(folder.Path, "memory.max"), "1000000\n");
        File.WriteAllText(Path.Combine(folder.Path, "memory.current"), "700000\n");
        File.WriteAllText(Path.Combine(folder.Path, "memory.stat"), "anon 5\ninactive_file 200000\n");
        MachineMemory.OfContainer(folder.Path).Should().Be(500_000);
        File.WriteAllText(Path.Combine(folder.Path, "memory.max"), "max\n");
        MachineMemory.OfContainer(folder.Path).Should().BeNull();
        MachineMemory.Available().Should().BeGreaterThan(0);
    }

    [Fact]
    public void Running_out_of_memory_is_told_from_other_faults()
    {
        AutomaticTokenBudget.IsOutOfMemory(new System.Runtime.InteropServices.ExternalException("CUDA out of memory. Tried to allocate 2 GiB")).Should().BeTrue();
        AutomaticTokenBudget.IsOutOfMemory(new System.Runtime.InteropServices.ExternalException("shape mismatch")).Should().BeFalse();
    }
}
