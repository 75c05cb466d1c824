using System.Text.Json;
using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Tests;

/// <summary>A file of measurements, read as strictly as it is written: a member more, fewer or elsewhere is an error.</summary>
internal sealed record MeasurementFile(string Command, string Timing, int Rounds, IReadOnlyList<MeasuredTable> Tables)
{
    private static readonly string[] Members = ["form", "command", "machine", "date", "timing", "rounds", "tables"];

    public static MeasurementFile Read(string path) => Of(File.ReadAllBytes(path));

    public static MeasurementFile Of(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        Names(root).Should().Equal(Members);
        root.GetProperty("form").GetString().Should().Be("instructrec-measurements/1");
        root.GetProperty("date").GetString().Should().MatchRegex(@"^(\d{4}-\d\d-\d\d \d\d:\d\d UTC|now)$");
        root.GetProperty("machine").GetString().Should().NotBeEmpty();
        return new MeasurementFile(
            root.GetProperty("command").GetString()!, root.GetProperty("timing").GetString()!, root.GetProperty("rounds").GetInt32(), [.. root.GetProperty("tables").EnumerateArray().Select(Table)]);
    }

    /// <summary>A figure of a table or a row.</summary>
    public static double Figure(IReadOnlyList<(string Name, double Value)> figures, string name) => figures.Single(f => f.Name == name).Value;

    private static MeasuredTable Table(JsonElement table)
    {
        Names(table).Should().Equal("work", "figures", "rows");
        return new MeasuredTable(table.GetProperty("work").GetString()!, Figures(table.GetProperty("figures")), [.. table.GetProperty("rows").EnumerateArray().Select(Row)]);
    }

    private static MeasuredRow Row(JsonElement row)
    {
        Names(row).Should().Equal("name", "milliseconds", "figures");
        Names(row.GetProperty("milliseconds")).Should().Equal("median", "low", "high");
        double[] milliseconds = [.. Figures(row.GetProperty("milliseconds")).Select(f => f.Value)];
        return new MeasuredRow(row.GetProperty("name").GetString()!, new Spread(milliseconds[0], milliseconds[1], milliseconds[2]), Figures(row.GetProperty("figures")));
    }

    private static (string Name, double Value)[] Figures(JsonElement figures) =>
        [.. figures.EnumerateObject().Select(f => (f.Name, f.Value.ValueKind == JsonValueKind.Null ? double.NaN : f.Value.GetDouble()))];

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(m => m.Name);
}
