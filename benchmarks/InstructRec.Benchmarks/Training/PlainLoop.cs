using InstructRec.T5;
using InstructRec.Tokenization;
using InstructRec.Training.Batches;
using InstructRec.Training.Mixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Training;

/// <summary>Training as a first script does it: batches in random order, padded, one target each, all logits at once, PyTorch's own optimiser.</summary>
internal sealed class PlainLoop : IDisposable
{
    private const int Batch = 32, Steps = 4;
    private readonly T5ForConditionalGeneration _model;
    private readonly optim.Optimizer _optimiser;
    private readonly InstructionMixture _mixture;
    private readonly Random _random = new(1);

    public PlainLoop(T5Config config, InstructionMixture mixture)
    {
        _mixture = mixture;
        _model = new T5ForConditionalGeneration(config);
        using Generator generator = new(1);
        _model.InitializeWeights(generator);
        _model.train();
        _optimiser = optim.AdamW(_model.parameters(), 1e-3);
    }

    public long Targets { get; private set; }

    public void Run()
    {
        for (int i = 0; i < Steps; i++)
        {
            Step();
        }
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _model.Dispose();
    }

    private void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        TrainingExample[] examples = [.. Enumerable.Range(0, Batch).Select(_ => _mixture.Create(0, _random.Next(_mixture.Count))!)];
        EncodedBatch source = EncodedBatch.Pad([.. examples.Select(e => e.InstructionIds)], 0);
        EncodedBatch target = EncodedBatch.Pad([.. examples.Select(e => e.Targets[0].TokenIds)], 0);
        Tensor labels = tensor(target.Ids, [target.Rows, target.Length], dtype: ScalarType.Int64);
        Tensor labelMask = tensor(target.Mask, [target.Rows, target.Length], dtype: ScalarType.Int64);
        Tensor read = cat([zeros(target.Rows, 1, dtype: ScalarType.Int64), labels.narrow(1, 0, target.Length - 1)], 1);
        Tensor logits = _model.forward(
            tensor(source.Ids, [source.Rows, source.Length], dtype: ScalarType.Int64), tensor(source.Mask, [source.Rows, source.Length], dtype: ScalarType.Int64), read);
        Tensor loss = nn.functional.cross_entropy(logits.view(-1, logits.shape[2]), labels.masked_fill(labelMask.eq(0), -100).view(-1), ignore_index: -100);
        _optimiser.zero_grad();
        loss.backward();
        nn.utils.clip_grad_norm_(_model.parameters(), 1);
        _optimiser.step();
        Targets += Batch;
    }
}
