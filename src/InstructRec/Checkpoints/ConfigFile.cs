using System.Text.Json;
using InstructRec.T5;

namespace InstructRec.Checkpoints;

/// <summary>config.json of a Hugging Face T5 folder, in the styles of published checkpoints, of transformers 4 and of transformers 5.</summary>
internal sealed class ConfigFile
{
    public const string Name = "config.json";
    private const int LongestFile = 1 << 24;
    private readonly JsonElement _root;
    private readonly string _path;

    private ConfigFile(JsonElement root, string path) => (_root, _path) = (root, path);

    /// <summary>What <c>tie_word_embeddings</c> says; null where it is absent.</summary>
    public bool? TieWordEmbeddings => Flag("tie_word_embeddings");

    /// <summary>What the field of transformers 5 says; null where it is absent.</summary>
    public bool? ScaleDecoderOutputs => Flag("scale_decoder_outputs");

    public static ConfigFile Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            if (new FileInfo(path).Length > LongestFile)
            {
                throw Fault(path, "The file is too long for a config.json");
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigFile(document.RootElement.Clone(), path)
                : throw Fault(path, "The file holds no JSON object");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            string what = e is JsonException ? "The file is no valid JSON" : "The file is missing or cannot be read";
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, what, path, "A checkpoint is a Hugging Face folder with config.json and model.safetensors", innerException: e);
        }
    }

    /// <summary>The configuration; whether the head has its own matrix is the weights' to say (<paramref name="hasOwnHead"/>).</summary>
    public T5Config ToConfig(bool hasOwnHead)
    {
        T5Family family = Family();
        FeedForwardActivation activation = Activation(family);
        int layers = Required("num_layers");
        int pad = Optional("pad_token_id") ?? 0;
        return new T5Config
        {
            Family = family,
            VocabularySize = Required("vocab_size"),
            ModelDimension = Required("d_model"),
            KeyValueDimension = Required("d_kv"),
            HeadCount = Required("num_heads"),
            FeedForwardDimension = Required("d_ff"),
            EncoderLayerCount = layers,
            DecoderLayerCount = Optional("num_decoder_layers") ?? layers,
            RelativeAttentionBucketCount = Optional("relative_attention_num_buckets") ?? 32,
            RelativeAttentionMaxDistance = Optional("relative_attention_max_distance") ?? 128,
            LayerNormEpsilon = Real("layer_norm_epsilon") ?? 1e-6,
            DropoutRate = Real("dropout_rate") ?? 0.1,
            InitializerFactor = Real("initializer_factor") ?? 1.0,
            FeedForwardActivation = activation,
            ScalesDecoderOutput = family == T5Family.T5 && (ScaleDecoderOutputs ?? TieWordEmbeddings ?? true),
            HasOwnHead = hasOwnHead,
            PadTokenId = pad,
            EndTokenId = Optional("eos_token_id") ?? 1,
            DecoderStartTokenId = Optional("decoder_start_token_id") ?? pad,
        }.Validate(_path);
    }

    private T5Family Family()
    {
        string? type = Text("model_type") ?? (_root.TryGetProperty("architectures", out JsonElement all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() > 0
            && all[0].ValueKind == JsonValueKind.String ? Safe(() => all[0].GetString())!.Split("For", 2)[0].Replace("WithLMHeadModel", string.Empty, StringComparison.Ordinal).ToLowerInvariant() : null);
        return type switch
        {
            "t5" => T5Family.T5,
            "mt5" => T5Family.MT5,
            null => throw Fault(_path, "model_type is absent, so this may be no T5"),
            _ => throw Fault(_path, $"model_type is \"{type}\", a model of another kind: only t5 and mt5 can be read"),
        };
    }

    private FeedForwardActivation Activation(T5Family family)
    {
        string projection = Text("feed_forward_proj") ?? (family == T5Family.MT5 ? "gated-gelu" : "relu");
        string? dense = Text("dense_act_fn");
        return (projection, dense) switch
        {
            ("relu", null or "relu") => FeedForwardActivation.Relu,
            ("gated-gelu", null or "gelu_new" or "gelu_pytorch_tanh") => FeedForwardActivation.GatedGelu,
            ("relu" or "gated-gelu", _) => throw Fault(_path, $"dense_act_fn \"{dense}\" is an unknown activation for feed_forward_proj \"{projection}\""),
            _ => throw Fault(_path, $"feed_forward_proj \"{projection}\" is an unknown activation: known are relu and gated-gelu"),
        };
    }

    private JsonElement? Field(string name) => _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private int Required(string name) => Optional(name) ?? throw Fault(_path, $"{name} is absent");

    private int? Optional(string name) => Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Fault(_path, $"{name} is no whole number of 32 bits");

    private double? Real(string name) => Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : throw Fault(_path, $"{name} is no number");

    private bool? Flag(string name) => Field(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Fault(_path, $"{name} is neither true nor false");

    private string? Text(string name) => Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? Safe(() => value.GetString()) : throw Fault(_path, $"{name} is no text");

    // Bytes that are no UTF-8 show only when the text is asked for.
    private string? Safe(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw Fault(_path, "The file holds a text that is no Unicode");
        }
    }

    private static InstructRecException Fault(string path, string what) => new(InstructRecErrorKind.Checkpoint, what, path);
}
