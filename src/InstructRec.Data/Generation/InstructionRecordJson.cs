using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InstructRec.Data.Generation;

/// <summary>The JSON form of records, generated at build time.</summary>
[JsonSerializable(typeof(InstructionRecord))]
internal sealed partial class InstructionRecordJson : JsonSerializerContext
{
    /// <summary>Titles and wishes as people read them, not as escapes.</summary>
    public static InstructionRecordJson Readable { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
