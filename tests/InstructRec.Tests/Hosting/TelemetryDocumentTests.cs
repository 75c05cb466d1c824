using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using InstructRec.Hosting;
using InstructRec.Testing;

namespace InstructRec.Tests.Hosting;

/// <summary>Dashboards are built on names: what docs/hosting.md says of them is what there is, and all there is.</summary>
public sealed partial class TelemetryDocumentTests
{
    [Fact]
    public void Every_instrument_is_documented_with_its_kind_and_unit_and_no_other()
    {
        Dictionary<string, string> there = [];
        using (MeterListener listener = new())
        {
            listener.InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == InstructRecTelemetry.MeterName)
                {
                    there[instrument.Name] = $"{Kind(instrument)}, {instrument.Unit}";
                }
            };
            System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(InstructRecTelemetry).TypeHandle);
            listener.Start();
        }

        Dictionary<string, string> documented = [];
        foreach (string[] row in File.ReadLines(RepositoryFolder.Find("docs", "hosting.md")).Where(l => l.StartsWith("| `instructrec.", StringComparison.Ordinal)).Select(l => l.Split('|')))
        {
            string kind = row[2].Contains("up-down counter") ? "up-down counter" : row[2].Contains("histogram") ? "histogram" : "counter";
            string[] units = [.. row[2][(row[2].IndexOf(',', StringComparison.Ordinal) + 1)..].Split(" and ").Select(u => Words().Match(u).Value)];
            MatchCollection names = Name().Matches(row[1]);
            for (int i = 0; i < names.Count; i++)
            {
                string unit = units[Math.Min(i, units.Length - 1)];
                documented[names[i].Groups[1].Value] = $"{kind}, {(unit == "s" ? unit : $"{{{(unit == "prompt" ? "token" : unit.TrimEnd('s'))}}}")}";
            }
        }

        documented.Should().BeEquivalentTo(there);
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "UpDownCounter" => "up-down counter",
        var other => other,
    };

    [GeneratedRegex("`(instructrec[a-z.]+)`")]
    private static partial Regex Name();

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Words();
}
