using System.Text.Json.Serialization;
using InstructRec.Catalog;

namespace InstructRec.Instructions;

/// <summary>Source-generated JSON metadata of <see cref="Instruction"/> and its parts: <c>JsonSerializer.Serialize(instruction, InstructionJson.Default.Instruction)</c>.</summary>
/// <remarks>The types carry their converters, so any other serializer options give the same shape apart from naming. Unknown properties are refused.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(Instruction))]
[JsonSerializable(typeof(Preference))]
[JsonSerializable(typeof(Intention))]
[JsonSerializable(typeof(InstructionContext))]
[JsonSerializable(typeof(Interaction))]
[JsonSerializable(typeof(Item))]
public sealed partial class InstructionJson : JsonSerializerContext;
