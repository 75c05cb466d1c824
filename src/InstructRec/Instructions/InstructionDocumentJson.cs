using System.Text.Json.Serialization;

namespace InstructRec.Instructions;

/// <summary>JSON metadata of the shapes behind the converters; internal, because hosts never see those shapes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(PreferenceDocument))]
[JsonSerializable(typeof(IntentionDocument))]
[JsonSerializable(typeof(InstructionDocument))]
internal sealed partial class InstructionDocumentJson : JsonSerializerContext;
