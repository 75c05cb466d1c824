using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Which bucket of the position bias a distance falls into.</summary>
public static class RelativePositionBias
{
    /// <summary>The bucket of a distance.</summary>
    /// <param name="distance">The key's position minus the query's.</param>
    /// <param name="bidirectional">Whether keys after the query have buckets of their own (encoder) or share bucket 0 (decoder).</param>
    /// <param name="buckets">The number of buckets.</param>
    /// <param name="maxDistance">The distance from which on all share the last bucket.</param>
    public static int Bucket(long distance, bool bidirectional, int buckets, int maxDistance)
    {
        int offset = 0;
        long size = -distance;
        if (bidirectional)
        {
            buckets /= 2;
            offset = distance > 0 ? buckets : 0;
            size = Math.Abs(distance);
        }

        size = Math.Max(size, 0);
        int exact = buckets / 2;
        if (size < exact)
        {
            return offset + (int)size;
        }

        double share = Math.Log((double)size / exact) / Math.Log((double)maxDistance / exact);
        return offset + Math.Min(buckets - 1, exact + (int)(share * (buckets - exact)));
    }

    /// <summary>The buckets of all pairs of positions, [..., queries, keys] int64, from distances of that shape.</summary>
    public static Tensor Buckets(Tensor distances, long largest, bool bidirectional, T5Config config)
    {
        long[] table = new long[(2 * largest) + 1];
        for (long i = -largest; i <= largest; i++)
        {
            table[i + largest] = Bucket(i, bidirectional, config.RelativeAttentionBucketCount, config.RelativeAttentionMaxDistance);
        }

        using Tensor values = tensor(table, device: distances.device);
        return values[distances.add(largest)];
    }

    /// <summary>The bias of buckets, [..., heads, queries, keys], from a table of (buckets, heads).</summary>
    public static Tensor Lookup(Tensor buckets, Tensor table) =>
        table.index_select(0, buckets.reshape(-1)).view([.. buckets.shape, table.shape[1]]).movedim([-1], [-3]).contiguous();
}
