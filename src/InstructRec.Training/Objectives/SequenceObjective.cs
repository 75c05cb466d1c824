using InstructRec.T5;
using InstructRec.Training.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>The paper's objective: the negative log-likelihood of the response's tokens given the instruction, padding left out, with label smoothing if asked.</summary>
/// <remarks>
/// <para>All targets of an instruction share its encoding and are read by the decoder as one packed sequence. The loss over the vocabulary and its
/// gradient are computed together, a chunk of positions at a time: the logits of a whole batch never exist, and none are computed for padding.</para>
/// <para>Softmax and loss are in float32 whatever the weights. Not thread-safe; use on the thread that owns the network.</para>
/// </remarks>
/// <param name="options">Smoothing and chunks; <see langword="null"/> means the defaults.</param>
/// <param name="retrieval">Teaches a retrieval head from the same pass, where there is one; its loss is added.</param>
public sealed class SequenceObjective(SequenceObjectiveOptions? options = null, RetrievalLoss? retrieval = null) : ITrainingObjective
{
    private readonly SequenceObjectiveOptions _options = (options ?? new SequenceObjectiveOptions()).Validate();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => new OptionTexts().With("Objective", nameof(SequenceObjective)).With("LabelSmoothing", _options.LabelSmoothing).With("ChunkLogits", _options.ChunkLogits).With(retrieval?.Describe() ?? new Dictionary<string, string>()).All;

    /// <inheritdoc/>
    public double Backward(ITrainableNetwork network, TrainingBatch batch, double divisor)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        using IDisposable withGradient = enable_grad();
        using DisposeScope scope = NewDisposeScope();
        Device device = network.Head.device;
        Tensor mask = tensor(batch.SourceMask, [batch.Rows, batch.SourceLength], device: device);
        Tensor encoded = network.Encode(tensor(batch.SourceIds, [batch.Rows, batch.SourceLength], device: device), mask);
        bool teachesTokens = retrieval?.TeachesTokens(batch) ?? true;
        Tensor decoded = teachesTokens ? DecodeTargets(network, batch, encoded, mask) : DecodeStart(network, batch, encoded, mask);
        double loss = 0;
        List<Tensor> states = [], gradients = [];
        if (teachesTokens)
        {
            int width = network.Config.ModelDimension;
            Tensor heads = decoded.view(-1, width).index_select(0, tensor(batch.Heads, device: device));
            states.Add(network.Config.ScalesDecoderOutput ? heads.Times(Math.Pow(width, -0.5)) : heads);
            (loss, Tensor gradient) = HeadLoss(network, states[0], batch, divisor);
            gradients.Add(gradient);
        }

        if (retrieval is not null)
        {
            states.Add(decoded.select(1, 0));
            (double compared, Tensor? gradient) = retrieval.Backward(states[^1], batch, batch.TotalWeight / divisor);
            loss += compared;
            gradients.Add(gradient!);
        }

        if (double.IsFinite(loss))
        {
            network.Backward(states.Count == 1 ? states[0] : cat(states), gradients.Count == 1 ? gradients[0] : cat(gradients));
        }

        return loss;
    }

    private static Tensor DecodeTargets(ITrainableNetwork network, TrainingBatch batch, Tensor encoded, Tensor mask) => network.Decode(
        tensor(batch.NodeIds, [batch.Rows, batch.NodeLength], device: encoded.device),
        tensor(batch.Depths, [batch.Rows, batch.NodeLength], device: encoded.device),
        batch.MaxDepth,
        tensor(batch.Visible, [batch.Rows, batch.NodeLength, batch.NodeLength], device: encoded.device),
        encoded,
        mask);

    /// <summary>The start token alone, [rows, 1, d_model].</summary>
    private static Tensor DecodeStart(ITrainableNetwork network, TrainingBatch batch, Tensor encoded, Tensor mask)
    {
        Tensor start = HeldScalars.Filled([batch.Rows, 1], network.Config.DecoderStartTokenId, ScalarType.Int64, encoded.device);
        return network.Decode(start, zeros_like(start), 0, ones([batch.Rows, 1, 1], ScalarType.Bool, encoded.device), encoded, mask);
    }

    private static int LowerBound(long[] sorted, long value)
    {
        int found = Array.BinarySearch(sorted, value);
        if (found < 0)
        {
            return ~found;
        }

        while (found > 0 && sorted[found - 1] == value)
        {
            found--;
        }

        return found;
    }

    private (double Loss, Tensor Gradient) HeadLoss(ITrainableNetwork network, Tensor states, TrainingBatch batch, double divisor)
    {
        using IDisposable noGradient = no_grad();
        Tensor gradient = empty_like(states);
        Tensor? headGradient = network.Head.requires_grad
            ? network.Head.grad ?? throw new InvalidOperationException("The head has no gradient to add to: lay its parameters in a ParameterBuffer first.")
            : null;
        int rows = Math.Max(1, _options.ChunkLogits / network.Config.VocabularySize);
        rows = rows > BatchOptions.HalfPrecisionMultiple ? rows / BatchOptions.HalfPrecisionMultiple * BatchOptions.HalfPrecisionMultiple : rows;
        double loss = 0;
        for (int first = 0; first < batch.Heads.Length; first += rows)
        {
            using DisposeScope scope = NewDisposeScope();
            loss += Chunk(network.Head, headGradient, states.detach(), gradient, batch, first, Math.Min(rows, batch.Heads.Length - first), divisor);
        }

        return (loss / divisor, gradient);
    }

    /// <summary>Adds the gradients of some positions; returns their summed loss.</summary>
    private double Chunk(Tensor head, Tensor? headGradient, Tensor states, Tensor gradient, TrainingBatch batch, int first, int count, double divisor)
    {
        long vocabulary = head.shape[0];
        int firstLabel = LowerBound(batch.LabelHeads, first);
        int labels = LowerBound(batch.LabelHeads, first + count) - firstLabel;
        float keep = (float)(1 - _options.LabelSmoothing);
        long[] places = new long[labels];
        float[] shares = new float[labels];
        for (int i = 0; i < labels; i++)
        {
            long row = batch.LabelHeads[firstLabel + i];
            places[i] = ((row - first) * vocabulary) + batch.LabelIds[firstLabel + i];
            shares[i] = -keep * batch.LabelWeights[firstLabel + i] / batch.HeadWeights[row];
        }

        Tensor place = tensor(places, device: head.device);
        Tensor weight = tensor(batch.HeadWeights.AsMemory(first, count), [count, 1], device: head.device);
        Tensor chunk = states.narrow(0, first, count);
        Tensor logits = matmul(chunk, head.detach().t()).to(ScalarType.Float32);
        Tensor logProbabilities = logits.log_softmax(-1);
        Tensor labelWeight = tensor(batch.LabelWeights.AsMemory(firstLabel, labels), [labels], device: head.device);
        Tensor loss = (logProbabilities.view(-1).index_select(0, place) * labelWeight).sum().TimesInPlace(-keep);
        if (_options.LabelSmoothing > 0)
        {
            loss.sub_((logProbabilities.mean([-1], keepdim: true) * weight).sum().TimesInPlace(_options.LabelSmoothing));
        }

        // The gradient of each position is (softmax - target) times its weight; the weight goes into the two thin factors instead.
        Tensor slope = logProbabilities.exp_();
        slope.view(-1).PlusRowsInPlace(place, tensor(shares, device: head.device));
        if (_options.LabelSmoothing > 0)
        {
            slope.MinusInPlace(_options.LabelSmoothing / vocabulary);
        }

        Tensor scale = weight.DividedByInPlace(divisor).to(head.dtype);
        slope = slope.to(head.dtype);
        gradient.narrow(0, first, count).copy_(matmul(slope, head.detach()).mul_(scale));
        headGradient?.addmm_(slope.t(), chunk * scale);
        return loss.item<float>();
    }
}
