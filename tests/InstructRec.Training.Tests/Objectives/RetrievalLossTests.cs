using InstructRec.T5;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Objectives;

[Collection("native")]
public sealed class RetrievalLossTests : IDisposable
{
    private const int Vocabulary = 40;
    private static readonly T5Config Config = new()
    {
        VocabularySize = Vocabulary, ModelDimension = 16, KeyValueDimension = 8, HeadCount = 2, FeedForwardDimension = 32, EncoderLayerCount = 1, DecoderLayerCount = 1, DropoutRate = 0,
    };

    // Item i has the title of pieces 10 + i and 20 + i; the last has never been chosen in training.
    private static readonly ReadOnlyMemory<int>[] Titles = [.. Enumerable.Range(0, 9).Select(i => (ReadOnlyMemory<int>)new[] { 10 + i, 20 + i })];
    private static readonly int[] Counts = [9, 1, 1, 4, 1, 2, 1, 1, 0];
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly T5ForConditionalGeneration _model = new(Config);
    private readonly RetrievalHead _head = new(Config);
    private readonly RetrievalNetwork _network;
    private readonly ParameterBuffer _parameters;

    public RetrievalLossTests()
    {
        using Generator generator = new(5);
        _model.InitializeWeights(generator);
        _head.InitializeWeights(generator);
        _network = new RetrievalNetwork(new T5Network(_model), _head);
        _parameters = new ParameterBuffer(_network.Parameters);
    }

    public void Dispose()
    {
        _parameters.Dispose();
        _head.Dispose();
        _model.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void The_whole_catalogue_is_compared_without_correction()
    {
        TrainingBatch batch = Batch();
        (double loss, Tensor? gradient) = Loss(new RetrievalLossOptions { Titles = 100 }).Backward(Starts(batch), batch, 1);

        // The softmax over the eight items that occur in training, written out once more.
        Tensor logits = matmul(_head.Instructions(Starts(batch), [.. batch.Examples.Select(e => (ReadOnlyMemory<int>)e.InstructionIds.ToArray())]), _head.Titles(Titles[..8]).t());
        Tensor expected = -(logits.log_softmax(-1)[0, 3] + logits.log_softmax(-1)[0, 0] + logits.log_softmax(-1)[1, 7]) / 3;
        loss.Should().BeApproximately(expected.item<float>(), 1e-5);
        gradient!.shape.Should().Equal(3, 16);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.25)]
    public void Gradients_are_those_of_finite_differences(double laterWeight)
    {
        TrainingBatch batch = Batch();
        SequenceObjective objective = new(retrieval: Loss(new RetrievalLossOptions { Titles = 6, LaterWeight = laterWeight, Weight = 0.7 }));
        double Measure()
        {
            _parameters.ZeroGradients();
            return objective.Backward(_network, batch, batch.TotalWeight);
        }

        Measure();
        foreach (string name in new[] { "retrieval.pieces", "retrieval.query", "retrieval.wi", "retrieval.wo", "shared.weight" })
        {
            Parameter parameter = _network.Parameters.First(p => p.Name == name).Parameter;
            using var noGrad = no_grad();
            Tensor flat = parameter.view(-1), slopes = parameter.grad!.clone().view(-1);
            long at = slopes.abs().argmax().item<long>();
            float slope = slopes[at].item<float>(), value = flat[at].item<float>();
            const float Step = 1e-2f;
            flat[at] = value + Step;
            double above = Measure();
            flat[at] = value - Step;
            double below = Measure();
            flat[at] = value;
            ((above - below) / (2 * Step)).Should().BeApproximately(slope, Math.Abs(slope) * 0.02, name);
            Measure();
        }
    }

    [Fact]
    public void Without_a_share_of_tokens_only_the_comparison_is_taught()
    {
        TrainingBatch batch = Batch();
        _parameters.ZeroGradients();
        double alone = new SequenceObjective(retrieval: Loss(new RetrievalLossOptions { Titles = 6, TokenShare = 0 })).Backward(_network, batch, batch.TotalWeight);
        (double compared, _) = Loss(new RetrievalLossOptions { Titles = 6 }).Backward(Starts(batch), batch, 1);

        alone.Should().BeApproximately(compared, 1e-5);
    }

    [Fact]
    public void The_drawn_titles_estimate_the_whole_softmax()
    {
        // With the correction the mean of the estimated normaliser over many draws is the true one.
        ComparedTitles titles = new([.. Enumerable.Range(0, 200).Select(i => i < 5 ? 200 : 1)]);
        double[] logits = [.. Enumerable.Range(0, 200).Select(i => i < 5 ? 2.0 : Math.Sin(i))];
        double truth = logits.Sum(Math.Exp), mean = 0;
        const int Draws = 4000;
        InstructRec.Data.Candidates.SplitMix64 random = new(3), people = new(9);
        for (int draw = 0; draw < Draws; draw++)
        {
            int[] targets = [.. Enumerable.Range(0, 8).Select(_ => people.Below(1195) is var place && place < 1000 ? place / 200 : place - 995)];
            (int[] items, float[] corrections) = titles.Draw(targets, 40, ref random);
            items.Should().OnlyHaveUniqueItems().And.HaveCount(40);
            mean += items.Select((item, i) => Math.Exp(logits[item] + corrections[i])).Sum() / Draws;
        }

        mean.Should().BeApproximately(truth, truth * 0.03);
    }

    [Fact]
    public void An_item_that_was_never_chosen_is_not_drawn_against()
    {
        InstructRec.Data.Candidates.SplitMix64 random = new(1);
        new ComparedTitles(Counts).Draw([3], 100, ref random).Items.Should().BeEquivalentTo([0, 1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public void One_batch_is_learned_by_heart_and_repeats_to_the_bit()
    {
        double first = Learn(), second = Learn();
        first.Should().BeLessThan(1.2, "three lessons in two rows cannot cost less than half a bit each, and began at the logarithm of eight");
        second.Should().Be(first);

        double Learn()
        {
            using Generator generator = new(5);
            _model.InitializeWeights(generator);
            _head.InitializeWeights(generator);
            using InstructRec.Training.Optimisers.AdamW optimiser = new(_parameters);
            TrainingStepper stepper = new(_network, new SequenceObjective(retrieval: Loss(new RetrievalLossOptions { Titles = 8, TokenShare = 0 })), optimiser);
            double loss = 0;
            for (int i = 0; i < 60; i++)
            {
                loss = stepper.Step([Batch()], 5e-3).Loss;
            }

            return loss;
        }
    }

    private RetrievalLoss Loss(RetrievalLossOptions options) => new(_head, Titles, Counts, options);

    private Tensor Starts(TrainingBatch batch)
    {
        using var noGrad = no_grad();
        Tensor mask = tensor(batch.SourceMask, [batch.Rows, batch.SourceLength]);
        Tensor encoded = _network.Encode(tensor(batch.SourceIds, [batch.Rows, batch.SourceLength]), mask);
        Tensor start = zeros([batch.Rows, 1], ScalarType.Int64);
        return _network.Decode(start, start, 0, ones([batch.Rows, 1, 1], ScalarType.Bool), encoded, mask).select(1, 0);
    }

    private static TrainingBatch Batch() => new(
        [
            new TrainingExample([5, 6, 1], [Target(3), Target(0)]),
            new TrainingExample([7, 1], [Target(7)]),
            new TrainingExample([8, 1], [new TrainingTarget([30, 1])]),
        ],
        new BatchOptions());

    private static TrainingTarget Target(int item) => new([.. Titles[item].Span, 1]) { Item = item };
}
