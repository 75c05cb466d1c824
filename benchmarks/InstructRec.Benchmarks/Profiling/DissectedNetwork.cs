using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>What <see cref="T5ForConditionalGeneration"/> does without gradients, part by part with a clock between.</summary>
internal sealed class DissectedNetwork
{
    private readonly T5ForConditionalGeneration _model;
    private readonly PartClock _clock;
    private readonly DissectedStack _encoder, _decoder;
    private readonly LinearKernel _linear;

    public DissectedNetwork(T5ForConditionalGeneration model, PartClock clock)
    {
        (_model, _clock) = (model, clock);
        _linear = new LinearKernel(model.KernelOptions);
        AttentionKernel attention = new(model.KernelOptions);
        _encoder = new DissectedStack(model.Encoder, model.Config, _linear, attention, clock);
        _decoder = new DissectedStack(model.Decoder, model.Config, _linear, attention, clock);
    }

    /// <summary>As <see cref="T5ForConditionalGeneration.Encode"/>, all tokens.</summary>
    public EncodedInstruction Encode(Tensor ids)
    {
        DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        long length = ids.shape[1];
        Tensor mask = _clock.Part("position bias and mask", Bias(length * length), () => Typed(_model.Encoder.Bias.Square(length)));
        Tensor hidden = _encoder.Apply(Embed(ids), mask);
        CrossKeysValues[] layers = [.. _model.Decoder.Blocks.Select(block => _clock.Part(
            "keys and values for the decoder",
            Cost.Product(hidden.numel() / hidden.shape[^1], hidden.shape[^1], 2.0 * _model.Config.InnerDimension, Size(hidden)),
            () => block.CrossAttention!.KeysAndValues(hidden) is var (keys, values) ? new CrossKeysValues(keys.contiguous(), values.contiguous()) : throw new InvalidOperationException()))];
        EncodedInstruction encoded = new(layers, null);
        _clock.Part("freeing", default, scope.Dispose);
        return encoded;
    }

    /// <summary>As <see cref="T5ForConditionalGeneration.DecodePacked(PackedTargets, EncodedInstruction, CancellationToken)"/>.</summary>
    public Tensor DecodePacked(PackedTargets targets, EncodedInstruction encoded)
    {
        DisposeScope scope = NewDisposeScope();
        Tensor mask = _clock.Part("position bias and mask", Bias(targets.Visible.numel()), () => Typed(_model.Decoder.Bias.Packed(targets)));
        Tensor decoded = _decoder.Apply(Embed(targets.TokenIds), mask, encoded).MoveToOuterDisposeScope();
        _clock.Part("freeing", default, scope.Dispose);
        return decoded;
    }

    /// <summary>As <see cref="T5ForConditionalGeneration.DecodeStep"/>.</summary>
    public Tensor DecodeStep(Tensor tokenIds, KeyValueCache cache, EncodedInstruction encoded)
    {
        DisposeScope scope = NewDisposeScope();
        Tensor embedded = Embed(tokenIds), mask = _clock.Part("position bias and mask", Bias(cache.Length + 1), () => cache.StepBias(_model.Decoder.Bias));
        Tensor hidden = _decoder.Apply(embedded, mask, encoded, cache);
        cache.Advance();
        Tensor logits = Head(hidden.squeeze(1)).MoveToOuterDisposeScope();
        _clock.Part("freeing", default, scope.Dispose);
        return logits;
    }

    /// <summary>As <see cref="T5ForConditionalGeneration.Head"/>.</summary>
    public Tensor Head(Tensor hidden) => _clock.Part(
        "vocabulary head", Cost.Product(hidden.numel() / hidden.shape[^1], hidden.shape[^1], _model.Config.VocabularySize, Size(hidden)), () => _model.Head(hidden));

    private Tensor Embed(Tensor ids) => _clock.Part(
        "embedding", Cost.Elements(ids.numel() * _model.Config.ModelDimension, 0, 2, Size(_model.Embedding.Weight)), () => _model.Embedding.Apply(ids));

    private Tensor Typed(Tensor mask) => mask.to_type(AttentionKernel.MaskType(_model.Embedding.Weight.dtype)).contiguous();

    private Cost Bias(double pairs) => Cost.Elements(pairs * _model.Config.HeadCount, 0, 1, Size(_model.Embedding.Weight));

    private static int Size(Tensor tensor) => (int)tensor.element_size();
}
