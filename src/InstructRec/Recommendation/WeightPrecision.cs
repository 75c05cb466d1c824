namespace InstructRec.Recommendation;

/// <summary>The type of a model's weights in memory.</summary>
public enum WeightPrecision
{
    /// <summary>Four bytes a weight: the reference.</summary>
    Float32 = 0,

    /// <summary>Two bytes a weight: about four times as fast on processors with AVX512_BF16 or AMX, slower on others.</summary>
    BFloat16,

    /// <summary>Two bytes a weight, for GPUs; the feed-forward's second layer stays float32, where it would overflow.</summary>
    Float16,
}
