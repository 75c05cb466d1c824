using InstructRec.T5;
using InstructRec.Training.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>
/// The paper's objective and, for examples that have candidates, a softmax over the candidates' likelihoods: the target must be likelier than they are, not only likely.
/// </summary>
/// <remarks>
/// Off unless it is chosen: every candidate goes through the decoder, so that an example costs several times as much, and in equal time it was worth less than plain
/// likelihood on small data (<c>docs/scaling.md</c>). Candidates are those that an example names, or the targets of its neighbours in the batch
/// (<see cref="ListwiseOptions.BatchNegatives"/>). They share one encoding; their logits exist for one example at a time. Not thread-safe.
/// </remarks>
/// <param name="sequence">The likelihood term.</param>
/// <param name="options">Weight, kind of score and negatives; <see langword="null"/> means the defaults.</param>
public sealed class ListwiseObjective(SequenceObjective sequence, ListwiseOptions? options = null) : ITrainingObjective
{
    private readonly SequenceObjective _sequence = sequence ?? throw new ArgumentNullException(nameof(sequence));
    private readonly ListwiseOptions _options = (options ?? new ListwiseOptions()).Validate();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => new OptionTexts()
        .With(_sequence.Describe()).With("Objective", nameof(ListwiseObjective)).With("ListwiseWeight", _options.Weight).With("ListwiseMean", _options.DividesByLength)
        .With("BatchNegatives", _options.BatchNegatives).All;

    /// <inheritdoc/>
    public double Backward(ITrainableNetwork network, TrainingBatch batch, double divisor)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        double loss = _sequence.Backward(network, batch, divisor);
        CandidateRow?[] lists = [.. batch.Examples.Select((e, row) => Candidates(batch, row) is { Count: > 0 } others ? new CandidateRow([e.Targets[0].TokenIds, .. others], network.Config.DecoderStartTokenId) : null)];
        int[] rows = [.. Enumerable.Range(0, batch.Rows).Where(row => lists[row] is not null)];
        return rows.Length > 0 && double.IsFinite(loss) ? loss + Listwise(network, batch, rows, [.. rows.Select(row => lists[row]!)], _options.Weight / divisor) : loss;
    }

    /// <summary>The candidates that an example names, or the items that its neighbours are asked for: none that is one of its own targets.</summary>
    private IReadOnlyList<IReadOnlyList<int>> Candidates(TrainingBatch batch, int row)
    {
        TrainingExample example = batch.Examples[row];
        if (_options.BatchNegatives == 0 || example.Candidates.Count > 0 || example.Targets[0].Item is null)
        {
            return example.Candidates;
        }

        IEnumerable<int?> own = example.Targets.Select(t => t.Item);
        return
        [
            .. Enumerable.Range(1, batch.Rows - 1).Select(next => batch.Examples[(row + next) % batch.Rows].Targets[0])
                .Where(t => t.Item is not null && !own.Contains(t.Item)).DistinctBy(t => t.Item).Take(_options.BatchNegatives).Select(t => t.TokenIds),
        ];
    }

    /// <summary>-log softmax of the target's score among the candidates', summed over the lists, times a factor; gradients are added.</summary>
    private double Listwise(ITrainableNetwork network, TrainingBatch batch, int[] rows, CandidateRow[] lists, double factor)
    {
        using IDisposable withGradient = enable_grad();
        using DisposeScope scope = NewDisposeScope();
        Device device = network.Head.device;
        Tensor chosen = tensor(rows.Select(r => (long)r).ToArray(), device: device);
        Tensor ids = tensor(batch.SourceIds, [batch.Rows, batch.SourceLength], device: device).index_select(0, chosen);
        Tensor mask = tensor(batch.SourceMask, [batch.Rows, batch.SourceLength], device: device).index_select(0, chosen);
        CandidateRows packed = new(lists, network.Head.dtype == ScalarType.Float32 ? 1 : BatchOptions.HalfPrecisionMultiple);
        Tensor decoded = network.Decode(
            tensor(packed.NodeIds, [rows.Length, packed.Length], device: device),
            tensor(packed.Depths, [rows.Length, packed.Length], device: device),
            packed.MaxDepth,
            tensor(packed.Visible, [rows.Length, packed.Length, packed.Length], device: device),
            network.Encode(ids, mask),
            mask);

        // The graph behind the states is walked once, for all lists; the one before them is a list's own and goes with it.
        Tensor states = decoded.detach().requires_grad_();
        double loss = 0;
        for (int list = 0; list < lists.Length; list++)
        {
            loss += Softmax(network, states[list], lists[list], factor);
        }

        if (double.IsFinite(loss))
        {
            network.Backward(decoded, states.grad!);
        }

        return loss;
    }

    private double Softmax(ITrainableNetwork network, Tensor row, CandidateRow list, double factor)
    {
        using DisposeScope scope = NewDisposeScope();
        Device device = row.device;
        int width = network.Config.ModelDimension;
        Tensor states = row.narrow(0, 0, list.Length);
        if (network.Config.ScalesDecoderOutput)
        {
            states = states.Times(Math.Pow(width, -0.5));
        }

        Tensor tokens = matmul(states, network.Head.t()).to(ScalarType.Float32).log_softmax(-1).gather(1, tensor(list.Labels, [list.Length, 1], device: device)).squeeze(1);
        Tensor scores = zeros(list.Count, device: device).PlusRows(tensor(list.Owners, device: device), tokens);
        if (_options.DividesByLength)
        {
            scores = scores / tensor(list.Lengths, device: device);
        }

        Tensor loss = scores.log_softmax(0)[0].Times(-factor);
        loss.backward();
        return loss.item<float>();
    }
}
