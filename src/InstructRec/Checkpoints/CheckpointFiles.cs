using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace InstructRec.Checkpoints;

/// <summary>Reads the small JSON files beside the weights.</summary>
internal static class CheckpointFiles
{
    public static T ReadJson<T>(string path, long longest, JsonTypeInfo<T> type)
    {
        try
        {
            if (new FileInfo(path).Length > longest)
            {
                throw new InstructRecException(InstructRecErrorKind.Checkpoint, "The file is too long to be what its name says", path);
            }

            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or FormatException)
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "The file is no valid JSON of its kind", path, line: (e as JsonException)?.LineNumber + 1, innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "The file cannot be read", path, innerException: e);
        }
    }
}
