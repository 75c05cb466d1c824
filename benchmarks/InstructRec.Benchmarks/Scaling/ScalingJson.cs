using System.Text.Json;
using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Scaling;

/// <summary>A curve as JSON.</summary>
internal static class ScalingJson
{
    public static void Write(ScalingResult result, Stream stream)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("command", result.Origin.Command);
        json.WriteString("machine", result.Origin.Machine);
        json.WriteString("date", result.Origin.Date);
        json.WriteString("grows", result.Grows);
        json.WriteString("timing", result.Timing);
        json.WriteNumber("rounds", result.Rounds);
        json.WriteNumber("exponent", result.Law.Exponent);
        json.WriteNumber("exponentLow", result.Law.Low);
        json.WriteNumber("exponentHigh", result.Law.High);
        json.WriteStartArray("points");
        foreach ((double size, Spread time) in result.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("size", size);
            json.WriteNumber("milliseconds", time.Median);
            json.WriteNumber("low", time.Low);
            json.WriteNumber("high", time.High);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
