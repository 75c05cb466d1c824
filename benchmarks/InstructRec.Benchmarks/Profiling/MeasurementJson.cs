using System.Text.Json;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>Measurements as JSON, in one form for all verbs: origin, timing, and tables of rows with milliseconds and figures by name. Written by hand, so that a trimmed program can.</summary>
internal static class MeasurementJson
{
    /// <summary>The form's name; another form gets another.</summary>
    public const string Form = "instructrec-measurements/1";

    /// <summary>Writes.</summary>
    /// <param name="origin">Command, machine, date.</param>
    /// <param name="timing">What was measured.</param>
    /// <param name="rounds">How often each.</param>
    /// <param name="tables">The figures.</param>
    /// <param name="stream">Stays open.</param>
    public static void Write(MeasurementOrigin origin, string timing, int rounds, IReadOnlyList<MeasuredTable> tables, Stream stream)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("form", Form);
        json.WriteString("command", origin.Command);
        json.WriteString("machine", origin.Machine);
        json.WriteString("date", origin.Date);
        json.WriteString("timing", timing);
        json.WriteNumber("rounds", rounds);
        json.WriteStartArray("tables");
        foreach (MeasuredTable table in tables)
        {
            json.WriteStartObject();
            json.WriteString("work", table.Work);
            Figures(json, "figures", table.Figures);
            json.WriteStartArray("rows");
            foreach (MeasuredRow row in table.Rows)
            {
                json.WriteStartObject();
                json.WriteString("name", row.Name);
                Figures(json, "milliseconds", [("median", row.Milliseconds.Median), ("low", row.Milliseconds.Low), ("high", row.Milliseconds.High)]);
                Figures(json, "figures", row.Figures);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Figures(Utf8JsonWriter json, string name, IReadOnlyList<(string Name, double Value)> figures)
    {
        json.WriteStartObject(name);
        foreach ((string figure, double value) in figures)
        {
            if (double.IsFinite(value))
            {
                json.WriteNumber(figure, value);
            }
            else
            {
                json.WriteNull(figure);
            }
        }

        json.WriteEndObject();
    }
}
