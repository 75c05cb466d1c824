using System.Text.Json;
using InstructRec.T5;

namespace InstructRec.Checkpoints;

/// <summary>PEFT's adapter_config.json. What would change the numbers and is not supported is refused, never passed over.</summary>
internal static class LoraConfigFile
{
    public const string Name = "adapter_config.json";
    private const int LongestFile = 1 << 24;

    // On where they are true, or neither null nor empty: variants of LoRA whose arithmetic is another.
    private static readonly string[] Unsupported =
    [
        "use_dora", "use_qalora", "use_bdlora", "velora_config", "lora_bias", "fan_in_fan_out", "rank_pattern", "alpha_pattern", "exclude_modules", "layers_to_transform",
        "layers_pattern", "layer_replication", "target_parameters", "trainable_token_indices", "alora_invocation_tokens", "arrow_config", "kasa_config", "monteclora_config",
    ];

    public static LoraConfig Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            if (new FileInfo(path).Length > LongestFile)
            {
                throw Fault(path, "The file is too long for an adapter_config.json");
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Parse(document.RootElement, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            string what = e is JsonException ? "The file is no valid JSON" : "The file is missing or cannot be read";
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, what, path, "An adapter is a PEFT folder with adapter_config.json and adapter_model.safetensors", innerException: e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or OverflowException)
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "A field has a value of the wrong kind", path, innerException: e);
        }
    }

    public static void Write(Stream stream, LoraConfig config)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("base_model_name_or_path", config.BaseModel);
        json.WriteString("bias", "none");
        json.WriteBoolean("fan_in_fan_out", false);
        json.WriteBoolean("inference_mode", true);
        json.WriteBoolean("init_lora_weights", true);
        json.WriteNumber("lora_alpha", config.Alpha);
        json.WriteNumber("lora_dropout", config.DropoutRate);
        WriteNames(json, "modules_to_save", config.ModulesToSave);
        json.WriteString("peft_type", "LORA");
        json.WriteNumber("r", config.Rank);
        WriteNames(json, "target_modules", config.TargetModules);
        json.WriteString("task_type", "SEQ_2_SEQ_LM");
        json.WriteBoolean("use_dora", false);
        json.WriteBoolean("use_rslora", config.UsesRankStabilizedScaling);
        json.WriteEndObject();
    }

    private static LoraConfig Parse(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "peft_type") != "LORA")
        {
            throw Fault(path, "peft_type is not LORA");
        }

        string[] used = [.. Unsupported.Where(f => root.TryGetProperty(f, out JsonElement value) && IsOn(value))];
        if (used.Length > 0 || Text(root, "bias") is not (null or "none"))
        {
            throw Fault(path, "The adapter uses what is not supported: " + string.Join(", ", used.Length > 0 ? used : ["bias"]));
        }

        return new LoraConfig
        {
            Rank = Number(root, "r") is { } rank ? checked((int)rank) : 8,
            Alpha = Number(root, "lora_alpha") ?? 8,
            DropoutRate = Number(root, "lora_dropout") ?? 0,
            UsesRankStabilizedScaling = root.TryGetProperty("use_rslora", out JsonElement stabilized) && IsOn(stabilized),
            TargetModules = Names(root, "target_modules", path),
            ModulesToSave = Names(root, "modules_to_save", path),
            BaseModel = Text(root, "base_model_name_or_path"),
        }.Validate(path);
    }

    private static bool IsOn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.Number => true,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };

    private static string? Text(JsonElement root, string field) =>
        root.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static double? Number(JsonElement root, string field) =>
        root.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;

    private static IReadOnlyList<string> Names(JsonElement root, string field, string path)
    {
        if (!root.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() == "all-linear")
        {
            return ["q", "k", "v", "o", "wi", "wi_0", "wi_1", "wo"];
        }

        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(n => n.GetString() ?? throw Fault(path, field + " holds null"))]
            : throw Fault(path, field + " is a pattern, only a list of names is supported");
    }

    private static void WriteNames(Utf8JsonWriter json, string field, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            json.WriteNull(field);
            return;
        }

        json.WriteStartArray(field);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static InstructRecException Fault(string path, string what) => new(InstructRecErrorKind.Checkpoint, what, path);
}
