using System.Text.Json;
using System.Text.Json.Serialization;

namespace InstructRec.Instructions;

/// <summary>Writes an instruction as its parts, and reads it back through the same checks that building one makes.</summary>
internal sealed class InstructionJsonConverter : JsonConverter<Instruction>
{
    public override Instruction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        InstructionDocument parts = JsonSerializer.Deserialize(ref reader, InstructionDocumentJson.Default.InstructionDocument)!;
        Instruction start = parts.Text is null ? new Instruction { Task = parts.Task } : Instruction.FromText(parts.Text, parts.Task);
        return start with
        {
            Preference = parts.Preference ?? Preference.None,
            Intention = parts.Intention ?? Intention.None,
            Context = parts.Context,
        };
    }

    public override void Write(Utf8JsonWriter writer, Instruction value, JsonSerializerOptions options)
    {
        var parts = new InstructionDocument(
            value.Text,
            value.Preference.Form == PreferenceForm.None ? null : value.Preference,
            value.Intention.Form == IntentionForm.None ? null : value.Intention,
            value.Task,
            value.Context
        );
        JsonSerializer.Serialize(writer, parts, InstructionDocumentJson.Default.InstructionDocument);
    }
}
