using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The one place that chooses how attention is computed. T5's has no scale.</summary>
internal static class AttentionKernel
{
    /// <summary>Attends.</summary>
    /// <param name="query">[batch, heads, queries, d_kv].</param>
    /// <param name="key">[batch, heads, keys, d_kv].</param>
    /// <param name="value">[batch, heads, keys, d_kv].</param>
    /// <param name="bias">What is added to the scores (position bias and mask), in the query's type, broadcast to [batch, heads, queries, keys], or <see langword="null"/>.</param>
    /// <param name="dropout">What drops attention weights; <see langword="null"/> outside training.</param>
    /// <returns>[batch, heads, queries, d_kv].</returns>
    public static Tensor Apply(Tensor query, Tensor key, Tensor value, Tensor? bias, Dropout? dropout)
    {
        // Measured on the CPU: the fused kernel wins in float32 and loses in bfloat16; a single query is too little work for it.
        // Its dropout would draw from the process-wide generator.
        bool fused = dropout is null && query.dtype == ScalarType.Float32 && query.shape[2] > 1;
        if (fused)
        {
            // The fused kernel divides by sqrt(d_kv) and cannot be told not to; the product is exact to the last bit for powers of four.
            return nn.functional.scaled_dot_product_attention(query * Math.Sqrt(query.shape[3]), key, value, bias);
        }

        Tensor scores = query.matmul(key.transpose(-1, -2));
        if (bias is not null)
        {
            scores = is_grad_enabled() ? scores.add(bias) : scores.add_(bias);
        }

        Tensor weights = nn.functional.softmax(scores, -1, dtype: ScalarType.Float32).to_type(query.dtype);
        return (dropout?.Apply(weights, training: true) ?? weights).matmul(value);
    }
}
