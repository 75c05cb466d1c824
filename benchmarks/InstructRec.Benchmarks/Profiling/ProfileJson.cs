using System.Text.Json;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>A profile as JSON; written by hand, so that a trimmed program can.</summary>
internal static class ProfileJson
{
    public static void Write(ProfileResult result, Stream stream)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("command", result.Origin.Command);
        json.WriteString("machine", result.Origin.Machine);
        json.WriteString("date", result.Origin.Date);
        json.WriteString("description", result.Description);
        json.WriteString("timing", result.Timing);
        json.WriteNumber("rounds", result.Rounds);
        json.WriteNumber("peakGigaflops", result.Peak.Gigaflops);
        json.WriteNumber("peakGigabytesPerSecond", result.Peak.GigabytesPerSecond);
        json.WriteNumber("wholeMilliseconds", result.Whole.Median);
        json.WriteNumber("wholeLow", result.Whole.Low);
        json.WriteNumber("wholeHigh", result.Whole.High);
        json.WriteNumber("restMilliseconds", result.RestMilliseconds);
        json.WriteNumber("restPercent", result.RestPercent);
        json.WriteBoolean("partsAddUp", result.AddsUp);
        json.WriteNumber("allocatedBytes", result.AllocatedBytes);
        json.WriteNumber("tensorsBefore", result.Tensors.Before);
        json.WriteNumber("tensorsPeak", result.Tensors.Peak);
        json.WriteNumber("tensorsAfter", result.Tensors.After);
        if (result.DeviceBytes is { } bytes)
        {
            json.WriteNumber("deviceBytes", bytes);
        }

        json.WriteStartArray("parts");
        foreach (ProfiledPart part in result.Parts)
        {
            json.WriteStartObject();
            json.WriteString("name", part.Name);
            json.WriteNumber("calls", part.Calls);
            json.WriteNumber("milliseconds", part.Milliseconds);
            json.WriteNumber("flop", part.Cost.Flop);
            json.WriteNumber("bytes", part.Cost.Bytes);
            json.WriteNumber("percentOfPeak", part.PercentOfPeak);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
