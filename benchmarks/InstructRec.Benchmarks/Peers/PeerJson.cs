using System.Text.Json;
using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Peers;

/// <summary>Peers as JSON.</summary>
internal static class PeerJson
{
    public static void Write(MeasurementOrigin origin, string timing, int rounds, IReadOnlyList<(PeerGroup Group, IReadOnlyList<PeerResult> Results)> groups, Stream stream)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("command", origin.Command);
        json.WriteString("machine", origin.Machine);
        json.WriteString("date", origin.Date);
        json.WriteString("timing", timing);
        json.WriteNumber("rounds", rounds);
        json.WriteStartArray("works");
        foreach ((PeerGroup group, IReadOnlyList<PeerResult> results) in groups)
        {
            json.WriteStartObject();
            json.WriteString("work", group.Work);
            json.WriteStartArray("ways");
            foreach (PeerResult result in results)
            {
                json.WriteStartObject();
                json.WriteString("name", result.Name);
                json.WriteNumber("milliseconds", result.Milliseconds.Median);
                json.WriteNumber("low", result.Milliseconds.Low);
                json.WriteNumber("high", result.Milliseconds.High);
                if (result.Ratio is { } ratio)
                {
                    json.WriteNumber("ratio", ratio.Median);
                    json.WriteNumber("ratioLow", ratio.Low);
                    json.WriteNumber("ratioHigh", ratio.High);
                }

                json.WriteString("difference", result.Difference.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
                json.WriteNumber("tolerance", result.Tolerance);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
