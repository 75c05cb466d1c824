using InstructRec.T5;

namespace InstructRec.Checkpoints;

/// <summary>Which tensors a T5 of given sizes has, under Hugging Face's names, and their shapes: known before anything is allocated.</summary>
internal static class TensorLayout
{
    public const string Embedding = "shared.weight";
    public const string Head = "lm_head.weight";

    /// <summary>T5 1.0 files carry a position table for cross-attention, which has no position bias.</summary>
    public const string Unused = "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight";

    /// <summary>The names under which files keep the embedding matrix, the first one preferred.</summary>
    public static IReadOnlyList<string> EmbeddingNames { get; } = [Embedding, "encoder.embed_tokens.weight", "decoder.embed_tokens.weight"];

    public static IEnumerable<(string Name, long[] Shape)> Of(T5Config config)
    {
        yield return (Embedding, [config.VocabularySize, config.ModelDimension]);
        foreach ((string, long[]) tensor in Stack(config, "encoder", config.EncoderLayerCount, crossAttention: false).Concat(Stack(config, "decoder", config.DecoderLayerCount, crossAttention: true)))
        {
            yield return tensor;
        }

        if (config.HasOwnHead)
        {
            yield return (Head, [config.VocabularySize, config.ModelDimension]);
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> Stack(T5Config config, string stack, int layers, bool crossAttention)
    {
        for (int block = 0; block < layers; block++)
        {
            string prefix = FormattableString.Invariant($"{stack}.block.{block}.layer.");
            foreach ((string, long[]) tensor in Attention(config, prefix + "0", "SelfAttention"))
            {
                yield return tensor;
            }

            if (block == 0)
            {
                yield return (prefix + "0.SelfAttention.relative_attention_bias.weight", [config.RelativeAttentionBucketCount, config.HeadCount]);
            }

            foreach ((string, long[]) tensor in crossAttention ? Attention(config, prefix + "1", "EncDecAttention") : [])
            {
                yield return tensor;
            }

            foreach ((string, long[]) tensor in FeedForward(config, prefix + (crossAttention ? "2" : "1")))
            {
                yield return tensor;
            }
        }

        yield return ($"{stack}.final_layer_norm.weight", [config.ModelDimension]);
    }

    private static IEnumerable<(string Name, long[] Shape)> Attention(T5Config config, string layer, string name)
    {
        foreach (char projection in "qkv")
        {
            yield return ($"{layer}.{name}.{projection}.weight", [config.InnerDimension, config.ModelDimension]);
        }

        yield return ($"{layer}.{name}.o.weight", [config.ModelDimension, config.InnerDimension]);
        yield return ($"{layer}.layer_norm.weight", [config.ModelDimension]);
    }

    private static IEnumerable<(string Name, long[] Shape)> FeedForward(T5Config config, string layer)
    {
        string[] inner = config.FeedForwardActivation == FeedForwardActivation.GatedGelu ? ["wi_0", "wi_1"] : ["wi"];
        foreach (string name in inner)
        {
            yield return ($"{layer}.DenseReluDense.{name}.weight", [config.FeedForwardDimension, config.ModelDimension]);
        }

        yield return ($"{layer}.DenseReluDense.wo.weight", [config.ModelDimension, config.FeedForwardDimension]);
        yield return ($"{layer}.layer_norm.weight", [config.ModelDimension]);
    }
}
