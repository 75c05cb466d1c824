using System.Text.Json;
using System.Text.Json.Serialization;

namespace InstructRec.Instructions;

/// <summary>Writes a preference as its history and text, and reads it back through <see cref="Preference.FromKnown"/>.</summary>
internal sealed class PreferenceJsonConverter : JsonConverter<Preference>
{
    public override Preference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        PreferenceDocument parts = JsonSerializer.Deserialize(ref reader, InstructionDocumentJson.Default.PreferenceDocument)!;
        if (parts.History?.Any(i => i?.Item?.Title is null) ?? false)
        {
            throw new JsonException("An interaction of a history has no item, or one without title.");
        }

        return Preference.FromKnown(parts.History, parts.Text);
    }

    public override void Write(Utf8JsonWriter writer, Preference value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer,
            new PreferenceDocument(value.History.Count == 0 ? null : value.History, value.Text),
            InstructionDocumentJson.Default.PreferenceDocument
        );
}
