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
    /// <remarks>
    /// Element (q, k) depends on k - q alone. So 2 * length values are looked up, laid out as one period, and repeated: rows of 2 * length - 1 cut from that
    /// sequence start one place later each, which is the matrix wanted. No index per pair, and the gradient is a sum.
    /// </remarks>
    public Tensor Square(long length)
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
            hidden[i] = _causal && relative > 0 ? (float)AttentionKernel.MostNegative(ScalarType.Float32) : 0;
        }

        Tensor values = weight.to_type(ScalarType.Float32).index_select(0, tensor(buckets, device: weight.device)).transpose(0, 1); // [heads, period]
        if (_causal)
        {
            values = values + tensor(hidden, device: weight.device);
        }

        long heads = weight.shape[1];
        return values.unsqueeze(1).expand(heads, length, period).reshape(heads, length * period)
            .narrow(1, 0, length * (period - 1)).view(heads, length, period - 1)
            .narrow(2, 0, length).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>The bias between nodes by difference of depth in float32, what is not visible hidden: [batch or 1, heads, nodes, nodes].</summary>
    public Tensor Packed(PackedTargets targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor depths = targets.Depths; // [batch or 1, nodes]
        long rows = depths.shape[0], nodes = depths.shape[1], heads = weight.shape[1];
        Tensor distances = (depths.unsqueeze(2) - depths.unsqueeze(1)).clamp_(0, _config.RelativeAttentionMaxDistance);
        Tensor table = weight.to_type(ScalarType.Float32);
        Tensor bias;
        if (is_grad_enabled() && weight.requires_grad)
        {
            // The gradient of a product with one-hot rows is a product; that of a look-up adds row by row.
            Tensor buckets = BucketTable().index_select(0, distances.view(-1));
            Tensor oneHot = buckets.unsqueeze(1).eq(arange(weight.shape[0], device: weight.device)).to_type(ScalarType.Float32); // [pairs, buckets]
            bias = matmul(oneHot, table).view(rows, nodes, nodes, heads).permute(0, 3, 1, 2).contiguous();
        }
        else
        {
            Tensor byDistance = table.index_select(0, BucketTable()).transpose(0, 1).contiguous(); // [heads, distances]
            Tensor index = distances.view(1, -1).expand(heads, -1);
            bias = byDistance.gather(1, index).view(heads, rows, nodes, nodes).transpose(0, 1);
        }

        Tensor hidden = targets.Visible.logical_not().unsqueeze(1); // [batch or 1, 1, nodes, nodes]
        double lowest = AttentionKernel.MostNegative(ScalarType.Float32);
        bias = hidden.shape[0] > rows ? bias.masked_fill(hidden, lowest) : bias.masked_fill_(hidden, lowest);
        return bias.MoveToOuterDisposeScope();
    }

    /// <summary>The bias of the newest of some positions to all of them, oldest first, in float32: [heads, capacity], so that the last n columns serve n positions.</summary>
    public Tensor Steps(long capacity)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] buckets = [.. Enumerable.Range(0, (int)capacity).Select(i => (long)Bucket(i + 1 - capacity))];
        Tensor values = weight.to_type(ScalarType.Float32).index_select(0, tensor(buckets, device: weight.device));
        return values.transpose(0, 1).contiguous().MoveToOuterDisposeScope();
    }

    private Tensor BucketTable() =>
        tensor([.. Enumerable.Range(0, _config.RelativeAttentionMaxDistance + 1).Select(d => (long)Bucket(-d))], device: weight.device);

    private int Bucket(long relative) =>
        RelativePositionBuckets.Of(relative, _config.RelativeAttentionBucketCount, _config.RelativeAttentionMaxDistance, !_causal);
}
