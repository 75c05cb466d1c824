using InstructRec.T5;
using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using InstructRec.Training.Schedules;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests;

/// <summary>A run over invented examples with a network so small that a hundred steps take a second.</summary>
internal sealed class TinyRun : IDisposable
{
    public const int Vocabulary = 60;
    private readonly T5ForConditionalGeneration _model;
    private readonly ParameterBuffer _parameters;
    private readonly IOptimiser _optimiser;
    private readonly BatchSource _batches;
    private readonly Generator _dropout = new(3);

    public TinyRun(
        TuningOptions options, string? folder = null, double dropout = 0, bool adafactor = false, IExampleSource? examples = null, int width = 32, int batchSize = 20,
        Func<CancellationToken, ValidationScores>? validate = null)
    {
        T5Config config = new()
        {
            VocabularySize = Vocabulary, ModelDimension = width, KeyValueDimension = 16, HeadCount = 2, FeedForwardDimension = 2 * width, EncoderLayerCount = 1, DecoderLayerCount = 1,
            DropoutRate = dropout,
        };
        _model = new T5ForConditionalGeneration(config);
        using (Generator generator = new(7))
        {
            _model.InitializeWeights(generator);
        }

        _model.DropoutGenerator = _dropout;
        Network = new T5Network(_model);
        _parameters = new ParameterBuffer(Network.Parameters);
        _optimiser = adafactor ? new Adafactor(_parameters) : new AdamW(_parameters);
        _batches = new BatchSource(examples ?? new ExampleList(Invented(100)), new BatchOptions { BatchSize = batchSize, PoolBatches = 2 });
        Tuner = new InstructionTuner(
            _batches, new TrainingStepper(Network, new SequenceObjective(), _optimiser), options, folder is null ? null : new CheckpointKeeper(folder), validate);
    }

    public T5Network Network { get; }

    public InstructionTuner Tuner { get; }

    public static TuningOptions Options(long steps) =>
        new() { Steps = steps, LearningRate = 4e-3, WarmupSteps = 10, ReportEvery = 5, SaveEvery = 7, Schedule = ScheduleKind.Linear };

    public static List<TrainingExample> Invented(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new TrainingExample(
            [3 + (i % 10), 13 + (i / 10), 30 + (i % 7), 1],
            [new TrainingTarget([40 + (i % 13), 40 + (i * 3 % 17), 1])])),
    ];

    public float[] Weights() => [.. _parameters.Weights.data<float>()];

    public void Dispose()
    {
        _batches.Dispose();
        _optimiser.Dispose();
        _parameters.Dispose();
        _model.Dispose();
        _dropout.Dispose();
    }
}
