namespace InstructRec.T5;

/// <summary>T5's buckets: near distances have one each, far ones share, and all beyond the greatest distance share the last.</summary>
internal static class RelativePositionBuckets
{
    /// <summary>The bucket of a relative position (key's position minus query's).</summary>
    public static int Of(long relative, int count, int maxDistance, bool bidirectional)
    {
        int offset = 0;
        if (bidirectional)
        {
            count /= 2;
            offset = relative > 0 ? count : 0;
        }

        // Causal: what lies ahead counts as distance 0; the mask hides it anyway.
        long distance = bidirectional ? Math.Abs(relative) : Math.Max(0, -relative);
        int exact = count / 2;
        if (distance < exact)
        {
            return offset + (int)distance;
        }

        double share = Math.Log((double)distance / exact) / Math.Log((double)maxDistance / exact);
        return offset + Math.Min(count - 1, exact + (int)(share * (count - exact)));
    }
}
