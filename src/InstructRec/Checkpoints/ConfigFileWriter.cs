using System.Text.Json;
using InstructRec.T5;

namespace InstructRec.Checkpoints;

/// <summary>Writes config.json so that transformers 4 and 5, and this library, read the same network from it.</summary>
internal static class ConfigFileWriter
{
    /// <summary>
    /// transformers 4 takes the scaling from <c>tie_word_embeddings</c> and ties the head when it is true; transformers 5 takes it from
    /// <c>scale_decoder_outputs</c> and the head from the file. Both agree if a head that is not scaled is always in the file, a tied one as a copy.
    /// </summary>
    public static bool StoresHead(T5Config config) => config.HasOwnHead || !config.ScalesDecoderOutput;

    public static void Write(Stream stream, T5Config config, string dataType)
    {
        bool gated = config.FeedForwardActivation == FeedForwardActivation.GatedGelu;
        bool multilingual = config.Family == T5Family.MT5;
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("architectures");
        json.WriteStringValue(multilingual ? "MT5ForConditionalGeneration" : "T5ForConditionalGeneration");
        json.WriteEndArray();
        json.WriteNumber("d_ff", config.FeedForwardDimension);
        json.WriteNumber("d_kv", config.KeyValueDimension);
        json.WriteNumber("d_model", config.ModelDimension);
        json.WriteNumber("decoder_start_token_id", config.DecoderStartTokenId);
        json.WriteString("dense_act_fn", gated ? "gelu_new" : "relu");
        json.WriteNumber("dropout_rate", config.DropoutRate);
        json.WriteNumber("eos_token_id", config.EndTokenId);
        json.WriteString("feed_forward_proj", gated ? "gated-gelu" : "relu");
        json.WriteNumber("initializer_factor", config.InitializerFactor);
        json.WriteBoolean("is_encoder_decoder", true);
        json.WriteBoolean("is_gated_act", gated);
        json.WriteNumber("layer_norm_epsilon", config.LayerNormEpsilon);
        json.WriteString("model_type", multilingual ? "mt5" : "t5");
        json.WriteNumber("num_decoder_layers", config.DecoderLayerCount);
        json.WriteNumber("num_heads", config.HeadCount);
        json.WriteNumber("num_layers", config.EncoderLayerCount);
        json.WriteNumber("pad_token_id", config.PadTokenId);
        json.WriteNumber("relative_attention_max_distance", config.RelativeAttentionMaxDistance);
        json.WriteNumber("relative_attention_num_buckets", config.RelativeAttentionBucketCount);
        json.WriteBoolean("scale_decoder_outputs", config.ScalesDecoderOutput);
        json.WriteBoolean("tie_word_embeddings", config.ScalesDecoderOutput);
        json.WriteString("tokenizer_class", "T5Tokenizer");

        // The older of the two names is read by both versions.
        json.WriteString("torch_dtype", dataType);
        json.WriteBoolean("use_cache", true);
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteEndObject();
    }
}
