using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>A stack's only notion of position: one number per head and bucket of distance, added to the scores of all its self-attention layers.</summary>
internal sealed class RelativePositionBias : nn.Module
{
    private readonly T5Config _config;
    private readonly bool _causal;
    private readonly Parameter weight;

    public RelativePositionBias(T5Config config, bool causal, Device device, ScalarType type)
        : base(nameof(RelativePositionBias))
    {
        _config = config;
        _causal = causal;
        weight = new Parameter(empty([config.RelativeAttentionBucketCount, config.HeadCount], type, device)).Owned();
        RegisterComponents();
    }

    public Parameter Weight => weight;

    /// <summary>The bias of a sequence to itself in float32, [1, heads, length, length]; a causal stack's hides what lies ahead.</summary>
    public Tensor Square(long length) => Square(length, _causal);

    /// <summary>The bias between nodes by difference of depth in float32, what is not visible hidden: [batch or 1, heads, nodes, nodes].</summary>
    /// <remarks>
    /// P B P^T, where B is the bias between all depths and the rows of P choose each node's: exact, as every sum has one term that is not 0. Its gradient is two
    /// small products; that of a look-up per pair of nodes took longer than the attention it served.
    /// </remarks>
    public Tensor Packed(PackedTargets targets)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = targets.MaxDepth + 1L;
        Tensor places = HeldScalars.Counting(count, weight.device);
        Tensor between = Square(count, hidesAhead: false); // [1, heads, query depth, key depth]
        Tensor chosen = targets.Depths.unsqueeze(-1).eq(places).to_type(ScalarType.Float32).unsqueeze(1); // [batch or 1, 1, nodes, depths]
        Tensor bias = chosen.matmul(between).matmul(chosen.transpose(2, 3));

        // Added and not filled in: what is hidden has weight 0, so that no gradient needs to be masked.
        Tensor hidden = targets.Visible.to_type(ScalarType.Float32).MinusInPlace(1).TimesInPlace(-AttentionKernel.MostNegative(weight.dtype)).unsqueeze(1);
        bool inPlace = hidden.shape[0] <= bias.shape[0];
        return (inPlace ? bias.PlusInPlace(hidden) : bias.Plus(hidden)).MoveToOuterDisposeScope();
    }

    /// <summary>The bias of the newest of some positions to all of them, oldest first, in float32: [heads, capacity], so that the last n columns serve n positions.</summary>
    public Tensor Steps(long capacity)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] buckets = [.. Enumerable.Range(0, (int)capacity).Select(i => (long)Bucket(i + 1 - capacity))];
        Tensor values = TableRows.Of(weight.to_type(ScalarType.Float32), tensor(buckets, device: weight.device));
        return values.transpose(0, 1).contiguous().MoveToOuterDisposeScope();
    }

    /// <remarks>
    /// Element (q, k) depends on k - q alone. So 2 * length values are looked up, laid out as one period, and repeated: rows of 2 * length - 1 cut from that
    /// sequence start one place later each, which is the matrix wanted. No index per pair, and the gradient is a sum.
    /// </remarks>
    private Tensor Square(long length, bool hidesAhead)
    {
        using DisposeScope scope = NewDisposeScope();
        long period = 2 * length;
        long[] buckets = new long[period];
        float[] hidden = new float[period];
        for (long i = 0; i < period; i++)
        {
            // Places 0..length-1 are k - q = 0, 1, ...; the rest counts down from -1 at the end of the period.
            long relative = i < length ? i : i - period;
            buckets[i] = Bucket(relative);
            hidden[i] = hidesAhead && relative > 0 ? (float)AttentionKernel.MostNegative(ScalarType.Float32) : 0;
        }

        Tensor values = TableRows.Of(weight.to_type(ScalarType.Float32), tensor(buckets, device: weight.device)).transpose(0, 1); // [heads, period]
        if (hidesAhead)
        {
            values = values.Plus(tensor(hidden, device: weight.device));
        }

        long heads = weight.shape[1];
        return values.unsqueeze(1).expand(heads, length, period).reshape(heads, length * period)
            .narrow(1, 0, length * (period - 1)).view(heads, length, period - 1)
            .narrow(2, 0, length).unsqueeze(0).MoveToOuterDisposeScope();
    }

    private int Bucket(long relative) =>
        RelativePositionBuckets.Of(relative, _config.RelativeAttentionBucketCount, _config.RelativeAttentionMaxDistance, !_causal);
}
