using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The one place that chooses how attention is computed, by a fixed table of device, type and shape.</summary>
/// <remarks>
/// Encoder, cross-attention, causal decoder and prefix tree differ only in their mask, which is additive and made once per pass of a stack. The step
/// over a <see cref="KeyValueCache"/> has one query per row and always takes the explicit way: there is nothing to fuse.
/// </remarks>
internal sealed class AttentionKernel(KernelOptions options)
{
    private readonly ConcurrentDictionary<(int Queries, int Keys, ScalarType Type, AttentionMethod Method), bool> _logged = new();

    public KernelOptions Options { get; set; } = options;

    /// <summary>The most negative finite number of a mask's type: -inf would turn a row that sees nothing into NaN.</summary>
    public static double MostNegative(ScalarType type) => type == ScalarType.BFloat16 ? -3.3895313892515355e38 : float.MinValue;

    /// <summary>The type in which a mask for such scores is kept: float16 would overflow where bias and mask add up.</summary>
    public static ScalarType MaskType(ScalarType type) => type == ScalarType.BFloat16 ? type : ScalarType.Float32;

    /// <summary>softmax(q k^T + mask) v, the scores undivided.</summary>
    /// <param name="query">[batch, heads, queries, d_kv].</param>
    /// <param name="key">[batch, heads, keys, d_kv].</param>
    /// <param name="value">[batch, heads, keys, d_kv].</param>
    /// <param name="mask">Added to the scores, broadcast to [batch, heads, queries, keys]; of <see cref="MaskType"/>.</param>
    /// <param name="dropout">Drops attention weights while training.</param>
    /// <param name="training">Whether it does.</param>
    /// <returns>[batch, queries, heads * d_kv].</returns>
    public Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? mask, Dropout dropout, bool training)
    {
        using DisposeScope scope = NewDisposeScope();
        long batch = query.shape[0], queries = query.shape[2], inner = query.shape[1] * query.shape[3];
        AttentionMethod method = Choose(query, key, mask);
        Log(query, key, method);
        Tensor attended = method == AttentionMethod.Fused
            ? Fused(query, key, value, mask)
            : Explicit(query, key, value, mask, dropout, training);
        return attended.transpose(1, 2).reshape(batch, queries, inner).MoveToOuterDisposeScope();
    }

    /// <summary>The table; a forced fused method counts where no gradient is asked for.</summary>
    public AttentionMethod Choose(Tensor query, Tensor key, Tensor? mask)
    {
        bool needsGradient = is_grad_enabled() && (query.requires_grad || key.requires_grad || mask?.requires_grad == true);
        if (needsGradient || Options.Attention == AttentionMethod.Explicit)
        {
            return AttentionMethod.Explicit;
        }

        return Options.Attention == AttentionMethod.Fused || FusedIsFaster(query) ? AttentionMethod.Fused : AttentionMethod.Explicit;
    }

    /// <remarks>
    /// Time of explicit / time of fused on one thread of a Zen 4, six heads of 64. float32: encoder 512 tokens 1.15, eight of them 2.10, tree of 882 nodes 1.18,
    /// cross-attention 882 x 512 1.30, 16 x 512 1.09, 64 x 64 0.96, one query 0.89. bfloat16: 0.59, 1.01, 0.70, 0.67, 0.72, 0.76, 0.11.
    /// With gradients, 32 x 100 x 100 in float32: 0.75 where the bias wants one (libtorch then leaves its fused kernel), 1.0 where it does not.
    /// </remarks>
    private static bool FusedIsFaster(Tensor query) =>
        query.shape[2] > 1 && (query.device_type == DeviceType.CUDA || (query.device_type == DeviceType.CPU && query.dtype == ScalarType.Float32));

    private static Tensor Explicit(Tensor query, Tensor key, Tensor value, Tensor? mask, Dropout dropout, bool training)
    {
        long batch = query.shape[0], heads = query.shape[1], queries = query.shape[2], keys = key.shape[2], width = query.shape[3];

        // One batched product over batch * heads; made contiguous here, in the layout the product wants.
        Tensor q = query.reshape(batch * heads, queries, width);
        Tensor k = key.reshape(batch * heads, keys, width);
        Tensor v = value.reshape(batch * heads, keys, width);
        Tensor scores = bmm(q, k.transpose(1, 2)).view(batch, heads, queries, keys);
        if (mask is not null)
        {
            scores = mask.dtype == scores.dtype ? scores.PlusInPlace(mask) : scores.Plus(mask);
        }

        // On float32 or bfloat16 scores, the softmax sums in float32 either way.
        Tensor weights = scores.softmax(-1).to_type(value.dtype);
        weights = dropout.Apply(weights, training);
        return bmm(weights.view(batch * heads, queries, keys), v).view(batch, heads, queries, width);
    }

    private static Tensor Fused(Tensor query, Tensor key, Tensor value, Tensor? mask)
    {
        Tensor scaled = query.Times(Math.Sqrt(query.shape[3]));
        Tensor? own = mask is null || mask.dtype == query.dtype ? mask : mask.AtLeast(-65504).to_type(query.dtype);
        return nn.functional.scaled_dot_product_attention(scaled, key, value, own);
    }

    private void Log(Tensor query, Tensor key, AttentionMethod method)
    {
        if (Options.Logger is { } logger
            && _logged.TryAdd(((int)long.Log2(query.shape[2]), (int)long.Log2(Math.Max(1, key.shape[2])), query.dtype, method), true))
        {
            logger.AttentionChosen(query.shape[2], key.shape[2], query.dtype.ToString(), query.device.ToString(), method);
        }
    }
}
