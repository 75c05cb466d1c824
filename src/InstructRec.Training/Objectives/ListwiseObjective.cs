using InstructRec.T5;
using InstructRec.Training.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>
/// The paper's objective and, for examples that name candidates, a softmax over the candidates' likelihoods: the target must be likelier than they are, not only likely.
/// </summary>
/// <remarks>
/// Off unless it is chosen: every candidate goes through the decoder, so that an example costs several times as much, and in equal time it was worth less than plain
/// likelihood on small data (<c>docs/scaling.md</c>). The candidates of an example share its encoding; their logits exist for one example at a time. Not thread-safe.
/// </remarks>
/// <param name="sequence">The likelihood term.</param>
/// <param name="options">Weight and kind of score; <see langword="null"/> means the defaults.</param>
public sealed class ListwiseObjective(SequenceObjective sequence, ListwiseOptions? options = null) : ITrainingObjective
{
    private readonly SequenceObjective _sequence = sequence ?? throw new ArgumentNullException(nameof(sequence));
    private readonly ListwiseOptions _options = (options ?? new ListwiseOptions()).Validate();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => new OptionTexts()
        .With(_sequence.Describe()).With("Objective", nameof(ListwiseObjective)).With("ListwiseWeight", _options.Weight).With("ListwiseMean", _options.DividesByLength).All;

    /// <inheritdoc/>
    public double Backward(ITrainableNetwork network, TrainingBatch batch, double divisor)
    {
        ArgumentNullException.ThrowIfNull(batch);
        double loss = _sequence.Backward(network, batch, divisor);
        foreach (TrainingExample example in batch.Examples)
        {
            if (example.Candidates.Count > 0 && double.IsFinite(loss))
            {
                loss += Listwise(network, example, _options.Weight / divisor);
            }
        }

        return loss;
    }

    /// <summary>-log softmax of the target's score among the candidates', times a factor; gradients are added.</summary>
    private double Listwise(ITrainableNetwork network, TrainingExample example, double factor)
    {
        using IDisposable withGradient = enable_grad();
        using DisposeScope scope = NewDisposeScope();
        Device device = network.Head.device;
        CandidateRow row = new([example.Targets[0].TokenIds, .. example.Candidates], network.Config.DecoderStartTokenId);
        Tensor ids = tensor(example.InstructionIds.Select(i => (long)i).ToArray(), [1, example.InstructionIds.Count], device: device);
        Tensor mask = ones_like(ids);
        Tensor decoded = network.Decode(
            tensor(row.NodeIds, [1, row.Length], device: device),
            tensor(row.Depths, [1, row.Length], device: device),
            (int)row.Depths.Max(),
            tensor(row.Visible, [1, row.Length, row.Length], device: device),
            network.Encode(ids, mask),
            mask);
        int width = network.Config.ModelDimension;
        Tensor states = decoded.view(-1, width);
        if (network.Config.ScalesDecoderOutput)
        {
            states = states.Times(Math.Pow(width, -0.5));
        }

        Tensor tokens = matmul(states, network.Head.t()).to(ScalarType.Float32).log_softmax(-1).gather(1, tensor(row.Labels, [row.Length, 1], device: device)).squeeze(1);
        Tensor scores = zeros(row.Count, device: device).PlusRows(tensor(row.Owners, device: device), tokens);
        if (_options.DividesByLength)
        {
            scores = scores / tensor(row.Lengths, device: device);
        }

        Tensor loss = scores.log_softmax(0)[0].Times(-factor);
        double value = loss.item<float>();
        if (double.IsFinite(value))
        {
            network.Backward(loss, ones_like(loss));
        }

        return value;
    }
}
