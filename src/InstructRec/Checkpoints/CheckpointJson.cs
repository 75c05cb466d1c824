using System.Text.Json;
using System.Text.Json.Serialization;

namespace InstructRec.Checkpoints;

/// <summary>Serialisation without reflection for the JSON files that this library puts beside the weights.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NewLine = "\n")]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(CatalogStatistics))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
