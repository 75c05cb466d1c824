
namespace InstructRec.T5;

/// <summary>How attention is computed.</summary>
public enum AttentionMethod
{
    /// <summary>By the fixed table in <see cref="AttentionKernel"/>.</summary>
    Automatic,

    /// <summary>Product, bias, softmax, product: the definition. The only one that gives the position bias its gradient.</summary>
    Explicit,

    /// <summary>libtorch's fused <c>scaled_dot_product_attention</c>; queries are multiplied by sqrt(d_kv), because T5 divides by nothing.</summary>
    Fused,
}
