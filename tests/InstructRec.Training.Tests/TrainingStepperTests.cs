using InstructRec.T5;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests;

[Collection("native")]
public sealed class TrainingStepperTests
{
    [Fact]
    public void Several_batches_of_unlike_size_make_the_step_of_one_large_batch()
    {
        List<TrainingExample> examples = [.. TinyRun.Invented(10), new TrainingExample([9, 1], [new TrainingTarget([41, 42, 43, 44, 1], 3)])];
        (StepReport whole, float[] once) = Step([new TrainingBatch(examples, new BatchOptions())], ScalarType.Float32);
        (StepReport parts, float[] accumulated) = Step([new TrainingBatch(examples[..2], new BatchOptions()), new TrainingBatch(examples[2..], new BatchOptions())], ScalarType.Float32);
        parts.Loss.Should().BeApproximately(whole.Loss, 1e-5);
        parts.GradientNorm.Should().BeApproximately(whole.GradientNorm, 1e-4 * whole.GradientNorm);
        accumulated.Zip(once, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(2e-5f);
    }

    [Fact]
    public void Lengths_filled_up_change_no_gradient()
    {
        List<TrainingExample> examples = TinyRun.Invented(7);
        (StepReport tight, float[] weights) = Step([new TrainingBatch(examples, new BatchOptions())], ScalarType.Float32);
        TrainingBatch filled = new TrainingBatch(examples, new BatchOptions()).FilledTo(16);
        (filled.SourceLength % 16, filled.NodeLength % 16, filled.Heads.Length % 16).Should().Be((0, 0, 0));
        (StepReport wide, float[] again) = Step([filled], ScalarType.Float32);
        wide.Loss.Should().BeApproximately(tight.Loss, 1e-6);
        again.Zip(weights, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(2e-5f);
    }

    [Fact]
    public void Half_precision_on_the_CPU_meets_few_shapes_by_itself()
    {
        SeenShapes objective = new();
        TrainingBatch batch = new(TinyRun.Invented(7), new BatchOptions());
        Step([batch], ScalarType.BFloat16, objective);
        (objective.Source, objective.Nodes).Should().Be((16, 16));
        Step([batch], ScalarType.Float32, objective);
        objective.Source.Should().Be(4);
    }

    private static (StepReport Report, float[] Weights) Step(IReadOnlyList<TrainingBatch> batches, ScalarType type, ITrainingObjective? objective = null)
    {
        using T5ForConditionalGeneration model = new(
            new T5Config { VocabularySize = TinyRun.Vocabulary, ModelDimension = 32, KeyValueDimension = 16, HeadCount = 2, FeedForwardDimension = 64, EncoderLayerCount = 1, DecoderLayerCount = 1, DropoutRate = 0 },
            dtype: type);
        using (Generator generator = new(7))
        {
            model.InitializeWeights(generator);
        }

        using ParameterBuffer parameters = new(new T5Network(model).Parameters);
        using AdamW optimiser = new(parameters, new AdamWOptions { Epsilon = 1e-3 });
        StepReport report = new TrainingStepper(new T5Network(model), objective ?? new SequenceObjective(), optimiser).Step(batches, 1e-2);
        return (report, [.. parameters.Weights.data<float>()]);
    }

    private sealed class SeenShapes : ITrainingObjective
    {
        public int Source { get; private set; }

        public int Nodes { get; private set; }

        public double Backward(ITrainableNetwork network, TrainingBatch batch, double divisor)
        {
            (Source, Nodes) = (batch.SourceLength, batch.NodeLength);
            return 0;
        }
    }
}
