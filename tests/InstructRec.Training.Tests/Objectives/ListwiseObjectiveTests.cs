using InstructRec.T5;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Objectives;

[Collection("native")]
public sealed class ListwiseObjectiveTests
{
    private static readonly int[] Instruction = [5, 6, 7, 1];
    private static readonly int[][] Listed = [[8, 9, 1], [8, 10, 11, 1], [12, 1]];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Adds_the_softmax_over_candidates_and_its_gradient(bool mean, bool recomputes)
    {
        (double plain, float[] plainGradients) = Backward(new SequenceObjective(), recomputes);
        (double both, float[] gradients) = Backward(new ListwiseObjective(new SequenceObjective(), new ListwiseOptions { Weight = 2, DividesByLength = mean }), recomputes);
        (double term, float[] expected) = Directly(mean);

        (both - plain).Should().BeApproximately(2 * term / 3, 1e-5);
        float largest = expected.Max(Math.Abs);
        gradients.Zip(plainGradients, (a, b) => a - b).Zip(expected, (a, b) => Math.Abs(a - (2 * b / 3))).Max().Should().BeLessThan(1e-4f * largest);
    }

    [Fact]
    public void Is_the_plain_likelihood_where_no_candidates_are_named() =>
        Backward(new ListwiseObjective(new SequenceObjective()), recomputes: false, candidates: false).Loss.Should().Be(Backward(new SequenceObjective(), recomputes: false).Loss);

    [Fact]
    public void Takes_the_items_of_its_neighbours_where_none_are_named_but_none_of_its_own()
    {
        int[] other = [5, 9, 1];
        TrainingExample[] named =
        [
            new(Instruction, [Item(0), Item(1)]) { Candidates = [Listed[2]] },
            new(other, [Item(1)]) { Candidates = [Listed[2], Listed[0]] },
            new(other, [Item(2)]) { Candidates = [Listed[0], Listed[1]] },
            new(other, [new TrainingTarget([13, 1])]),
        ];
        TrainingExample[] unnamed = [.. named.Select(e => e with { Candidates = [] })];
        (double expected, float[] expectedGradients) = Of(named, 0);
        (double loss, float[] gradients) = Of(unnamed, 2);
        loss.Should().Be(expected);
        gradients.Should().Equal(expectedGradients);
        Of(unnamed, 1).Loss.Should().BeLessThan(loss, "one negative is easier than two");

        static TrainingTarget Item(int item) => new(Listed[item]) { Item = item };

        static (double Loss, float[] Gradients) Of(TrainingExample[] examples, int negatives)
        {
            using T5ForConditionalGeneration model = Model();
            T5Network network = new(model);
            using ParameterBuffer parameters = new(network.Parameters);
            double loss = new ListwiseObjective(new SequenceObjective(), new ListwiseOptions { BatchNegatives = negatives })
                .Backward(network, new TrainingBatch(examples, new BatchOptions()), 3);
            return (loss, [.. parameters.Gradients.data<float>()]);
        }
    }

    [Fact]
    public void Lists_of_other_lengths_beside_it_change_nothing_but_rounding()
    {
        using T5ForConditionalGeneration model = Model();
        T5Network network = new(model);
        TrainingExample[] examples =
        [
            new(Instruction, [new TrainingTarget(Listed[0])]) { Candidates = [Listed[1], Listed[2]] },
            new([5, 9, 1], [new TrainingTarget(Listed[2])]) { Candidates = [Listed[0]] },
        ];
        (double loss, float[] gradients) = Of(examples);
        (double first, float[] firstGradients) = Of(examples[0]);
        (double second, float[] secondGradients) = Of(examples[1]);
        loss.Should().BeApproximately(first + second, 1e-4);
        gradients.Zip(firstGradients.Zip(secondGradients, (a, b) => a + b), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-4f * gradients.Max(Math.Abs));

        (double Loss, float[] Gradients) Of(params TrainingExample[] of)
        {
            using ParameterBuffer parameters = new(network.Parameters);
            double loss = new ListwiseObjective(new SequenceObjective()).Backward(network, new TrainingBatch(of, new BatchOptions()), 3);
            return (loss, [.. parameters.Gradients.data<float>()]);
        }
    }

    [Fact]
    public void Refuses_options_that_cannot_work()
    {
        FluentActions.Invoking(() => new ListwiseOptions { Weight = 0 }.Validate()).Should().Throw<InstructRecException>();
        FluentActions.Invoking(() => new ListwiseOptions { BatchNegatives = -1 }.Validate()).Should().Throw<InstructRecException>();
    }

    private static (double Loss, float[] Gradients) Backward(ITrainingObjective objective, bool recomputes, bool candidates = true)
    {
        using T5ForConditionalGeneration model = Model();
        T5Network network = new(model) { RecomputesBlocks = recomputes };
        using ParameterBuffer parameters = new(network.Parameters);
        TrainingExample example = new(Instruction, [new TrainingTarget(Listed[0])]) { Candidates = candidates ? [Listed[1], Listed[2]] : [] };
        double loss = objective.Backward(network, new TrainingBatch([example], new BatchOptions()), 3);
        return (loss, [.. parameters.Gradients.data<float>()]);
    }

    /// <summary>Each candidate alone through the public forward pass, the way the paper would write it.</summary>
    private static (double Loss, float[] Gradients) Directly(bool mean)
    {
        using T5ForConditionalGeneration model = Model();
        using ParameterBuffer parameters = new(new T5Network(model).Parameters);
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = stack(Listed.Select(target =>
        {
            long[] read = [0, .. target.SkipLast(1).Select(t => (long)t)];
            Tensor logits = model.forward(tensor(Instruction.Select(i => (long)i).ToArray(), [1, 4]), null, tensor(read, [1, read.Length]));
            Tensor sum = logits.log_softmax(-1).squeeze(0).gather(1, tensor(target.Select(t => (long)t).ToArray(), [target.Length, 1])).sum();
            return mean ? sum / target.Length : sum;
        }).ToArray());
        Tensor loss = scores.log_softmax(0)[0].neg();
        loss.backward();
        return (loss.item<float>(), [.. parameters.Gradients.data<float>()]);
    }

    private static T5ForConditionalGeneration Model()
    {
        T5ForConditionalGeneration model = new(new T5Config
        {
            VocabularySize = 60, ModelDimension = 32, KeyValueDimension = 8, HeadCount = 4, FeedForwardDimension = 48, EncoderLayerCount = 2, DecoderLayerCount = 2, DropoutRate = 0,
        });
        using Generator generator = new(7);
        model.InitializeWeights(generator);
        return model;
    }
}
