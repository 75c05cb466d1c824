using System.Text.Json;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Checkpoints;

namespace InstructRec.Benchmarks.Guarding;

/// <summary>The ratios that the guard compares to, as they lie in a file.</summary>
/// <param name="Machine">Where they were measured.</param>
/// <param name="Date">When.</param>
/// <param name="Ratios">By name.</param>
internal sealed record StoredRatios(string Machine, string Date, SortedDictionary<string, StoredRatio> Ratios)
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Ratios as they were just measured, each with a tolerance from its spread.</summary>
    /// <param name="measured">By name.</param>
    /// <param name="origin">Machine and date.</param>
    public static StoredRatios Of(IReadOnlyDictionary<string, Spread> measured, MeasurementOrigin origin) => new(
        origin.Machine,
        origin.Date,
        new SortedDictionary<string, StoredRatio>(measured.ToDictionary(m => m.Key, m => new StoredRatio(Math.Round(m.Value.Median, 3), Tolerance(m.Value))), StringComparer.Ordinal));

    /// <summary>Four times the spread between the quartiles, at least a fourth more than the median: a kernel that does its work twice lies outside either way, other days within.</summary>
    public static double Tolerance(Spread spread) => Math.Round(1 + Math.Clamp(4 * (spread.High - spread.Low) / spread.Median, 0.25, 0.8), 2);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InstructRecException">It is missing or no such file.</exception>
    public static StoredRatios Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredRatios>(File.ReadAllBytes(path), Form) is { Ratios.Count: > 0 } stored && stored.Ratios.Values.All(r => r is { Ratio: > 0, Tolerance: > 1 })
                ? stored
                : throw new InstructRecException(InstructRecErrorKind.Data, "the file holds no ratios, or one without a tolerance above 1", path, "Write it with guard --update yes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "the stored ratios cannot be read", path, "Write them with guard --update yes", innerException: exception);
        }
    }

    /// <summary>Writes a file.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Form));
}
