using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>
/// One pass through a network for training that keeps only what goes into each block and computes the rest again on the way back (gradient checkpointing,
/// Chen et al., 2016): a third more time, and the memory of one block instead of all.
/// </summary>
/// <remarks>
/// Gradients are those of the ordinary pass up to rounding; dropout draws the same, and its generator stands afterwards where it would have stood. Encode, decode, then
/// <see cref="Backward"/>, once each, on the network's thread and within one dispose scope, which owns everything. The network's kernel options are set while a pass computes and put back.
/// </remarks>
/// <param name="network">The network; borrowed.</param>
public sealed class RecomputedPass(T5ForConditionalGeneration network)
{
    private readonly T5ForConditionalGeneration _network = network ?? throw new ArgumentNullException(nameof(network));
    private readonly List<(Tensor Made, Tensor Leaf)> _masks = [];
    private RecomputedSegments? _encoder;
    private RecomputedSegments? _decoder;

    /// <summary>Reads instructions.</summary>
    /// <param name="inputIds">[batch, source] int64.</param>
    /// <param name="attentionMask">[batch, source], 1 = token, 0 = padding; <see langword="null"/> if all are tokens.</param>
    /// <returns>[batch, source, d_model], a leaf that collects gradients.</returns>
    public Tensor Encode(Tensor inputIds, Tensor? attentionMask)
    {
        ArgumentNullException.ThrowIfNull(inputIds);
        Tensor mask = MaskLeaf(T5Stack.Typed(_network.EncoderMask(inputIds, attentionMask), _network.Embedding.Weight.dtype));
        _encoder = Segments(_network.Encoder, inputIds, mask, null, null);
        return _encoder.Output;
    }

    /// <summary>Reads packed targets.</summary>
    /// <param name="targets">What is read, at which depth, and what sees what.</param>
    /// <param name="encoderHidden">What <see cref="Encode"/> gave.</param>
    /// <param name="attentionMask">As for <see cref="Encode"/>.</param>
    /// <returns>[batch, nodes, d_model] after the final norm, a leaf that collects gradients.</returns>
    public Tensor Decode(PackedTargets targets, Tensor encoderHidden, Tensor? attentionMask)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(encoderHidden);
        Tensor mask = MaskLeaf(T5Stack.Typed(_network.Decoder.Bias.Packed(targets), _network.Embedding.Weight.dtype));
        _decoder = Segments(_network.Decoder, targets.TokenIds, mask, encoderHidden, _network.PaddingMask(attentionMask));
        return _decoder.Output;
    }

    /// <summary>Goes back through all that was computed; gradients are added to those of the network's parameters.</summary>
    /// <param name="states">Computed from what <see cref="Encode"/> and <see cref="Decode"/> gave.</param>
    /// <param name="gradient">The gradient of <paramref name="states"/>, of its shape.</param>
    public void Backward(Tensor states, Tensor gradient)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(gradient);
        autograd.backward([states], [gradient]);
        WithTrainingKernels(() => _decoder?.Backward());
        WithTrainingKernels(() => _encoder?.Backward());
        foreach ((Tensor made, Tensor leaf) in _masks)
        {
            if (made.requires_grad && leaf.grad is { } reached)
            {
                autograd.backward([made], [reached]);
            }
        }

        _masks.Clear();
        _encoder = _decoder = null;
    }

    private RecomputedSegments Segments(T5Stack stack, Tensor ids, Tensor mask, Tensor? encoderHidden, Tensor? encodedMask)
    {
        List<Func<Tensor?, Tensor>> segments = [_ => stack.Begin(_network.Embedding.Apply(ids))];
        foreach (T5Block block in stack.Blocks)
        {
            segments.Add(hidden => block.Apply(hidden!, mask, encoderHidden is null ? null : block.CrossAttention!.KeysAndValues(encoderHidden), encodedMask));
        }

        segments.Add(hidden => stack.End(hidden!));
        RecomputedSegments? made = null;
        WithTrainingKernels(() => made = new RecomputedSegments(segments, _network.training ? _network.DropoutGenerator : null));
        return made!;
    }

    private Tensor MaskLeaf(Tensor made)
    {
        Tensor leaf = made.detach();
        leaf.requires_grad = made.requires_grad;
        _masks.Add((made, leaf));
        return leaf;
    }

    // Without gradients the tables would choose other kernels, one of which knows no dropout: the second computation must repeat the first.
    private void WithTrainingKernels(Action action)
    {
        KernelOptions before = _network.KernelOptions;
        _network.KernelOptions = before with { Attention = AttentionMethod.Explicit, Linear = LinearMethod.Native };
        try
        {
            action();
        }
        finally
        {
            _network.KernelOptions = before;
        }
    }
}
