using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The encoder, or the decoder: blocks that share the position bias of the first, and a final norm.</summary>
internal sealed class T5Stack : nn.Module
{
    private readonly Dropout _dropout;
    private readonly ModuleList<T5Block> block = new();
    private readonly RmsNorm final_layer_norm;

    public T5Stack(T5Config config, bool decoder, T5Kernels kernels, Device device, ScalarType type)
        : base(nameof(T5Stack))
    {
        _dropout = kernels.Dropout;
        for (int i = 0; i < (decoder ? config.DecoderLayerCount : config.EncoderLayerCount); i++)
        {
            RelativePositionBias? bias = i == 0 ? new RelativePositionBias(config, decoder, device, type) : null;
            block.append(new T5Block(config, decoder, bias, kernels, device, type));
        }

        final_layer_norm = new RmsNorm(config.ModelDimension, config.LayerNormEpsilon, device, type);
        RegisterComponents();
    }

    public ModuleList<T5Block> Blocks => block;

    public RmsNorm FinalNorm => final_layer_norm;

    public RelativePositionBias Bias => block[0].SelfAttention.Bias!;

    /// <summary>The blocks one after the other, then the norm.</summary>
    /// <param name="embedded">[batch, length, d_model].</param>
    /// <param name="mask">Position bias and what is hidden, in float32, broadcast to [batch, heads, length, length].</param>
    /// <param name="encoded">A decoder's keys and values of each layer; made by the layer when it is its turn.</param>
    /// <param name="encodedMask">[batch, 1, 1, source] of the mask type, or null.</param>
    /// <param name="observe">Sees the residual stream after each block.</param>
    /// <returns>[batch, length, d_model].</returns>
    public Tensor Apply(Tensor embedded, Tensor mask, Func<int, CrossKeysValues>? encoded = null, Tensor? encodedMask = null, Action<int, Tensor>? observe = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = Begin(embedded);
        Tensor typed = Typed(mask, hidden.dtype);
        for (int i = 0; i < block.Count; i++)
        {
            using DisposeScope inner = NewDisposeScope();
            hidden = block[i].Apply(hidden, typed, encoded?.Invoke(i), encodedMask).MoveToOuterDisposeScope();
            observe?.Invoke(i, hidden);
        }

        return End(hidden).MoveToOuterDisposeScope();
    }

    /// <summary>What happens before the first block.</summary>
    public Tensor Begin(Tensor embedded) => _dropout.Apply(embedded, training);

    /// <summary>What happens after the last block.</summary>
    public Tensor End(Tensor hidden) => _dropout.Apply(final_layer_norm.Apply(hidden), training);

    /// <summary>A mask as the blocks take it.</summary>
    public static Tensor Typed(Tensor mask, ScalarType type) => mask.to_type(AttentionKernel.MaskType(type)).contiguous();

    /// <summary>One more token per row, [rows, 1, d_model] to the same; the cache grows by it.</summary>
    public Tensor ApplyStep(Tensor embedded, KeyValueCache cache, EncodedInstruction encoded)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = cache.StepBias(Bias);
        Tensor hidden = embedded;
        for (int i = 0; i < block.Count; i++)
        {
            hidden = block[i].ApplyStep(hidden, cache, i, mask, encoded.Layers[i], encoded.Mask);
        }

        cache.Advance();
        return final_layer_norm.Apply(hidden).MoveToOuterDisposeScope();
    }
}
