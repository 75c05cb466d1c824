using System.Text.Json;
using InstructRec.Checkpoints;

namespace InstructRec.Benchmarks.Guarding;

/// <summary>The ratios that the guard compares to, as they lie in a file.</summary>
/// <param name="Tolerance">From which multiple of a stored ratio on it counts as worse.</param>
/// <param name="Machine">Where they were measured.</param>
/// <param name="Ratios">By name.</param>
internal sealed record StoredRatios(double Tolerance, string Machine, SortedDictionary<string, double> Ratios)
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Reads a file.</summary>
    /// <exception cref="InstructRecException">It is missing or no such file.</exception>
    public static StoredRatios Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredRatios>(File.ReadAllBytes(path), Form) is { Ratios.Count: > 0, Tolerance: > 1 } stored
                ? stored
                : throw new InstructRecException(InstructRecErrorKind.Data, "the file holds no ratios or no tolerance above 1", path, "Write it with guard --update yes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "the stored ratios cannot be read", path, "Write them with guard --update yes", innerException: exception);
        }
    }

    /// <summary>Writes a file.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Form));
}
