using InstructRec.Benchmarks.Profiling;
using InstructRec.Testing;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The one form in which all verbs leave their figures, and the figures that lie in the repository.</summary>
public class MeasurementJsonTests
{
    public static TheoryData<string> Kept => [.. Directory.GetFiles(RepositoryFolder.Find("benchmarks", "results"), "*.json", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(RepositoryFolder.Find("benchmarks", "results"), f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void What_is_written_is_read_again_and_what_is_no_number_is_null()
    {
        MeasuredTable table = new("a \"work\"", [("a", 1.5), ("b", double.PositiveInfinity)], [new MeasuredRow("ä", new Spread(2, double.NaN, 3), [("c", -1e-9)]), new MeasuredRow("e", new Spread(1, 1, 1), [])]);
        using MemoryStream stream = new();

        MeasurementJson.Write(new MeasurementOrigin("verb --x", "none", "now"), "counted", 7, [table, table], stream);

        MeasurementFile file = MeasurementFile.Of(stream.ToArray());
        (file.Command, file.Timing, file.Rounds).Should().Be(("verb --x", "counted", 7));
        file.Tables.Should().HaveCount(2);
        file.Tables[1].Work.Should().Be(table.Work);
        file.Tables[1].Figures.Should().Equal(("a", 1.5), ("b", double.NaN));
        (file.Tables[1].Rows[0].Name, file.Tables[1].Rows[0].Milliseconds).Should().Be(("ä", table.Rows[0].Milliseconds));
        file.Tables[1].Rows[0].Figures.Should().Equal(("c", -1e-9));
        file.Tables[1].Rows[1].Milliseconds.Should().Be(new Spread(1, 1, 1));
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void Every_kept_result_has_the_form_and_its_parts_are_its_whole(string name)
    {
        MeasurementFile file = MeasurementFile.Read(RepositoryFolder.Find("benchmarks", "results", name));

        file.Tables.Should().NotBeEmpty();
        foreach (MeasuredTable table in file.Tables)
        {
            table.Rows.Should().HaveCountGreaterThan(1).And.OnlyContain(r => r.Milliseconds.Median > 0);
            if (file.Command.StartsWith("profile", StringComparison.Ordinal))
            {
                double rest = table.Rows[0].Milliseconds.Median - table.Rows.Skip(1).Sum(r => r.Milliseconds.Median);
                rest.Should().BeApproximately(MeasurementFile.Figure(table.Figures, "restMilliseconds"), 1e-6);
                (100 * Math.Abs(rest) / table.Rows[0].Milliseconds.Median).Should().BeLessThan(MeasurementFile.Figure(table.Figures, "mostRestPercent"));
            }
        }
    }
}
