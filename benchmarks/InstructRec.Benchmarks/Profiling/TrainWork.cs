using InstructRec.Benchmarks.Decoding;
using InstructRec.T5;
using InstructRec.Training;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>A training step with AdamW at a rate of 0, so that every step is of the same weights.</summary>
internal sealed class TrainWork : IProfiledWork
{
    private readonly T5Network _network;
    private readonly ParameterBuffer _parameters;
    private readonly AdamW _optimiser;
    private readonly SequenceObjective _objective = new();
    private readonly TrainingStepper _stepper;
    private readonly TrainingBatch _batch;

    public TrainWork(T5ForConditionalGeneration model, int batch, int length)
    {
        model.DropoutRate = 0;
        model.train();
        _network = new T5Network(model);
        _parameters = new ParameterBuffer(_network.Parameters);
        _optimiser = new AdamW(_parameters);
        _stepper = new TrainingStepper(_network, _objective, _optimiser);
        int[][] titles = SyntheticTitles.Create(batch, 3, model.Config.VocabularySize - 1, 7, 12);
        Random random = new(2);
        _batch = new TrainingBatch(
            [.. titles.Select(title => new TrainingExample([.. Enumerable.Range(0, length).Select(_ => random.Next(3, model.Config.VocabularySize))], [new TrainingTarget(title)]))], new BatchOptions());
        Description = FormattableString.Invariant($"one training step: {batch} instructions of {length} tokens, one title of about 10 each");
    }

    public string Description { get; }

    public float[] Whole() => [(float)_stepper.Step([_batch], 0).Loss];

    public float[] Parts(PartClock clock)
    {
        T5Config config = _network.Config;
        int size = _parameters.HasMaster ? 2 : 4;
        double weights = _parameters.Length;
        Cost encoder = TrainingCost.Encoder(config, _batch.Rows, _batch.SourceLength, size), decoder = TrainingCost.Decoder(config, _batch.Rows, _batch.NodeLength, _batch.SourceLength, size);
        Cost head = Cost.Product(_batch.Heads.Length, config.ModelDimension, config.VocabularySize, size) * 3;
        clock.Part("clear gradients", new Cost(0, weights * size), _parameters.ZeroGradients);
        TimedNetwork timed = new(_network, clock, encoder, decoder, head);
        clock.Begin();
        TrainingBatch batch = _parameters.HasMaster && _network.Model.Device.type == DeviceType.CPU ? _batch.FilledTo(BatchOptions.HalfPrecisionMultiple) : _batch;
        double loss = _objective.Backward(timed, batch, _batch.TotalWeight);
        clock.Since("freeing");
        clock.Part("clip gradients", new Cost(2 * weights, 4 * weights), () =>
        {
            _parameters.Collect();
            GradientClipping.ByGlobalNorm(_parameters, 1);
        });
        clock.Part("AdamW", new Cost(14 * weights, 18 * 4 * weights), () => _optimiser.Step(0));
        return [(float)loss];
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _parameters.Dispose();
    }
}
