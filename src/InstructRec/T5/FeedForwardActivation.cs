namespace InstructRec.T5;

/// <summary>What stands between the two linear layers of a feed-forward block.</summary>
public enum FeedForwardActivation
{
    /// <summary>T5 1.0: <c>wo(relu(wi(x)))</c>; <c>feed_forward_proj</c> is <c>relu</c> or absent.</summary>
    Relu,

    /// <summary>T5 1.1, Flan-T5 and mT5: <c>wo(gelu(wi_0(x)) * wi_1(x))</c> with the tanh approximation of GELU (<c>gelu_new</c>).</summary>
    GatedGelu,
}
