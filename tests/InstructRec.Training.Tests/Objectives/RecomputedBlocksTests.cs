using InstructRec.T5;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Objectives;

[Collection("native")]
public sealed class RecomputedBlocksTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(0.2, false)]
    [InlineData(0.2, true)]
    public void Gives_the_gradients_of_the_ordinary_pass_and_leaves_the_generator_where_that_does(double dropout, bool gated)
    {
        (double loss, float[] gradients, float next) = Gradients(recomputes: false, dropout, gated);
        (double lossAgain, float[] again, float nextAgain) = Gradients(recomputes: true, dropout, gated);

        lossAgain.Should().Be(loss, "the way forward is the same to the bit");
        nextAgain.Should().Be(next, "the second computation must not use up draws");
        double largest = gradients.Max(Math.Abs);
        largest.Should().BeGreaterThan(0);
        again.Zip(gradients, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan((float)(2e-6 * largest));
    }

    [Fact]
    public void Puts_the_kernel_options_back()
    {
        using T5ForConditionalGeneration model = Model(0, gated: false);
        KernelOptions options = model.KernelOptions;
        T5Network network = new(model) { RecomputesBlocks = true };
        using ParameterBuffer parameters = new(network.Parameters);
        new SequenceObjective().Backward(network, Batch(), 1);
        model.KernelOptions.Should().BeSameAs(options);
    }

    private static (double Loss, float[] Gradients, float NextDraw) Gradients(bool recomputes, double dropout, bool gated)
    {
        using T5ForConditionalGeneration model = Model(dropout, gated);
        using Generator generator = new(11);
        model.DropoutGenerator = generator;
        T5Network network = new(model) { RecomputesBlocks = recomputes };
        using ParameterBuffer parameters = new(network.Parameters);
        network.SetTraining(true);
        double loss = new SequenceObjective().Backward(network, Batch(), 3);
        using Tensor draw = empty(1).uniform_(0, 1, generator);
        return (loss, [.. parameters.Gradients.data<float>()], draw.item<float>());
    }

    private static T5ForConditionalGeneration Model(double dropout, bool gated)
    {
        T5ForConditionalGeneration model = new(new T5Config
        {
            VocabularySize = 60, ModelDimension = 32, KeyValueDimension = 8, HeadCount = 4, FeedForwardDimension = 48, EncoderLayerCount = 3, DecoderLayerCount = 2, DropoutRate = dropout,
            FeedForwardActivation = gated ? FeedForwardActivation.GatedGelu : FeedForwardActivation.Relu,
        });
        using Generator generator = new(7);
        model.InitializeWeights(generator);
        return model;
    }

    private static TrainingBatch Batch() => new(
        [
            new TrainingExample([5, 6, 7, 1], [new TrainingTarget([8, 9, 1]), new TrainingTarget([8, 10, 11, 1])]),
            new TrainingExample([12, 13, 14, 15, 16, 17, 1], [new TrainingTarget([18, 1])]),
        ],
        new BatchOptions());
}
