using System.Text.Json;
using System.Text.Json.Serialization;

namespace InstructRec.Instructions;

/// <summary>Writes an intention as its wish or its attributes, and reads it back through the same checks that building one makes.</summary>
internal sealed class IntentionJsonConverter : JsonConverter<Intention>
{
    public override Intention Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        IntentionDocument parts = JsonSerializer.Deserialize(ref reader, InstructionDocumentJson.Default.IntentionDocument)!;
        return parts switch
        {
            { Wish: null, Attributes: null or { Count: 0 } } => Intention.None,
            { Attributes: null or { Count: 0 } } => Intention.Vague(parts.Wish!),
            { Wish: null } => Intention.Specific(parts.Attributes),
            _ => throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                "an intention has both a wish and attributes",
                remedy: "Give one of them: an intention is vague or specific"
            ),
        };
    }

    public override void Write(Utf8JsonWriter writer, Intention value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer,
            new IntentionDocument(value.Text, value.Attributes.Count == 0 ? null : value.Attributes),
            InstructionDocumentJson.Default.IntentionDocument
        );
}
