using System.Globalization;

namespace InstructRec.T5;

/// <summary>The sizes and choices that define one T5 network, by the field's names (Hugging Face's field in brackets).</summary>
/// <remarks>Immutable; safe from any thread. <see cref="Validate"/> is called by whoever builds a network from it.</remarks>
public sealed record T5Config
{
    private const int LargestDimension = 1 << 24;
    private const int MostLayers = 1024;

    /// <summary>Rows of the embedding matrix and of the head (<c>vocab_size</c>); may exceed the pieces of the vocabulary, never be fewer.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream (<c>d_model</c>).</summary>
    public required int ModelDimension { get; init; }

    /// <summary>Width of one attention head's keys and values (<c>d_kv</c>).</summary>
    public required int KeyValueDimension { get; init; }

    /// <summary>Attention heads per layer (<c>num_heads</c>).</summary>
    public required int HeadCount { get; init; }

    /// <summary>Width between the two linear layers of a feed-forward block (<c>d_ff</c>).</summary>
    public required int FeedForwardDimension { get; init; }

    /// <summary>Blocks of the encoder (<c>num_layers</c>).</summary>
    public required int EncoderLayerCount { get; init; }

    /// <summary>Blocks of the decoder (<c>num_decoder_layers</c>, by default as many as the encoder has).</summary>
    public required int DecoderLayerCount { get; init; }

    /// <summary>Rows of the relative position table (<c>relative_attention_num_buckets</c>); even, 32 by default.</summary>
    public int RelativeAttentionBucketCount { get; init; } = 32;

    /// <summary>Distance in tokens from which on all positions share the last bucket (<c>relative_attention_max_distance</c>); 128 by default.</summary>
    public int RelativeAttentionMaxDistance { get; init; } = 128;

    /// <summary>What the norm adds to the mean square before the root (<c>layer_norm_epsilon</c>); 1e-6 by default.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-6;

    /// <summary>The activation of every feed-forward block (<c>feed_forward_proj</c>).</summary>
    public FeedForwardActivation FeedForwardActivation { get; init; } = FeedForwardActivation.Relu;

    /// <summary>Whether the decoder's output is multiplied by <c>d_model^-0.5</c> before the head (T5 1.0 does, all later ones do not).</summary>
    public bool ScalesDecoderOutput { get; init; } = true;

    /// <summary>Whether the head has its own matrix (<c>lm_head.weight</c>) instead of sharing the embedding's.</summary>
    public bool HasOwnHead { get; init; }

    /// <summary>The id that fills rows of a batch up (<c>pad_token_id</c>); 0 by default.</summary>
    public int PadTokenId { get; init; }

    /// <summary>The id that ends every text (<c>eos_token_id</c>); 1 by default.</summary>
    public int EndTokenId { get; init; } = 1;

    /// <summary>The id that every decoder input begins with (<c>decoder_start_token_id</c>); 0 by default.</summary>
    public int DecoderStartTokenId { get; init; }

    /// <summary>The share of activations dropped while training (<c>dropout_rate</c>), in [0, 1); 0.1 by default.</summary>
    public double DropoutRate { get; init; } = 0.1;

    /// <summary>The factor on the standard deviations of fresh weights (<c>initializer_factor</c>); 1 by default. Loaded weights know nothing of it.</summary>
    public double InitializerFactor { get; init; } = 1.0;

    /// <summary>Under which <c>model_type</c> the checkpoint is published; kept so that what is saved is called as it was.</summary>
    public T5Family Family { get; init; } = T5Family.T5;

    /// <summary>Width of all heads together, <see cref="KeyValueDimension"/> × <see cref="HeadCount"/>; need not equal <see cref="ModelDimension"/>.</summary>
    public int InnerDimension => checked(KeyValueDimension * HeadCount);

    /// <summary>Checks that the values can make a network.</summary>
    /// <param name="where">The file the values come from, for the message.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Checkpoint"/>); the message names the Hugging Face field.</exception>
    public T5Config Validate(string? where = null)
    {
        Range("vocab_size", VocabularySize, 1, LargestDimension);
        Range("d_model", ModelDimension, 1, LargestDimension);
        Range("d_kv", KeyValueDimension, 1, LargestDimension);
        Range("num_heads", HeadCount, 1, LargestDimension);
        Range("d_kv x num_heads", (long)KeyValueDimension * HeadCount, 1, LargestDimension);
        Range("d_ff", FeedForwardDimension, 1, LargestDimension);
        Range("num_layers", EncoderLayerCount, 1, MostLayers);
        Range("num_decoder_layers", DecoderLayerCount, 1, MostLayers);

        // Half of the encoder's buckets lie on each side, half of those count single distances, and the rest grow up to the greatest distance.
        Range("relative_attention_num_buckets", RelativeAttentionBucketCount, 4, 1 << 16);
        Require(RelativeAttentionBucketCount % 2 == 0, "relative_attention_num_buckets", RelativeAttentionBucketCount, "even");
        Range("relative_attention_max_distance", RelativeAttentionMaxDistance, (RelativeAttentionBucketCount / 2) + 1L, LargestDimension);
        Require(double.IsFinite(LayerNormEpsilon) && LayerNormEpsilon >= 0, "layer_norm_epsilon", LayerNormEpsilon, "finite and not negative");
        Require(DropoutRate is >= 0 and < 1, "dropout_rate", DropoutRate, "at least 0 and below 1");
        Require(double.IsFinite(InitializerFactor) && InitializerFactor > 0, "initializer_factor", InitializerFactor, "finite and positive");
        Range("pad_token_id", PadTokenId, 0, VocabularySize - 1L);
        Range("eos_token_id", EndTokenId, 0, VocabularySize - 1L);
        Range("decoder_start_token_id", DecoderStartTokenId, 0, VocabularySize - 1L);
        Require(Enum.IsDefined(FeedForwardActivation), "feed_forward_proj", (int)FeedForwardActivation, "relu or gated-gelu");
        Require(Enum.IsDefined(Family), "model_type", (int)Family, "t5 or mt5");
        Require(!(Family == T5Family.MT5 && ScalesDecoderOutput), "scale_decoder_outputs", 1, "false for mt5");
        return this;

        void Range(string field, long value, long low, long high) =>
            Require(value >= low && value <= high, field, value, string.Create(CultureInfo.InvariantCulture, $"from {low} to {high}"));

        void Require(bool holds, string field, double value, string rule)
        {
            if (!holds)
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Checkpoint, string.Create(CultureInfo.InvariantCulture, $"{field} is {value}, it must be {rule}"), where ?? "T5 configuration");
            }
        }
    }
}
