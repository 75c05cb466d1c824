using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Benchmarks.Scaling;
using InstructRec.Testing;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The fit of the exponent, and what the verb leaves.</summary>
[Collection("native")]
public class ScalingTests
{
    private static readonly double[] Sizes = [10, 30, 100, 400];

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.01)]
    public void A_power_law_is_found_again(double exponent, double factor)
    {
        // One round of three was disturbed: the median does not see it.
        PowerLaw law = PowerLaw.Fit(Sizes, [.. Sizes.Select(size => factor * Math.Pow(size, exponent)).Select((t, i) => new[] { t, i == 2 ? 20 * t : t, t })]);

        law.Exponent.Should().BeApproximately(exponent, 1e-9);
        law.Factor.Should().BeApproximately(factor, 1e-9);
        (law.High - law.Low).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void The_interval_is_Students_and_holds_the_exponent_of_noisy_times()
    {
        // By hand: logarithms 0, ln 3, ln 4, ln 9 over 0, ln 2, 2 ln 2, 3 ln 2: slope 0.9925, standard error 0.1511, two degrees of freedom.
        PowerLaw law = PowerLaw.Fit([1, 2, 4, 8], [[1.0], [3.0], [4.0], [9.0]]);

        law.Exponent.Should().BeApproximately(0.9925, 5e-4);
        ((law.High + law.Low) / 2).Should().BeApproximately(law.Exponent, 1e-9);
        ((law.High - law.Low) / 2).Should().BeApproximately(4.303 * 0.1511, 5e-3);
        int within = 0;
        Random random = new(5);
        for (int i = 0; i < 200; i++)
        {
            PowerLaw noisy = PowerLaw.Fit(Sizes, [.. Sizes.Select(size => new[] { Math.Pow(size, 1.5) * Math.Exp(0.1 * ((random.NextDouble() + random.NextDouble() + random.NextDouble()) - 1.5)) })]);
            within += noisy.Low <= 1.5 && 1.5 <= noisy.High ? 1 : 0;
        }

        within.Should().BeInRange(175, 200, "the interval is one of 95 %");
    }

    [Fact]
    public void Two_sizes_take_their_interval_from_the_rounds()
    {
        PowerLaw law = PowerLaw.Fit([1, 2], [[1.0, 1.0, 1.0], [0.5, 1.0, 2.0]]);

        (law.Low, law.Exponent, law.High).Should().Be((-1, 0, 1));
    }

    [Fact]
    public void A_curve_leaves_a_table_a_json_and_a_picture()
    {
        using TemporaryFolder folder = new();

        ScalingResult result = ScalingCommand.Run(Arguments.Parse(
            ["--model", "tiny", "--what", "batch", "--rounds", "2", "--threads", "1", "--out", folder.Of("out")], string.Empty, "--model", "--what", "--rounds", "--threads", "--out")).Single();

        result.Points.Select(p => p.Size).Should().Equal(1, 2, 4);
        result.Steps.Should().HaveCount(2);
        string stem = folder.Of("out", "batch-tiny");
        File.ReadAllText(stem + ".md").Should().Contain("Exponent").And.Contain("95 %").And.Contain("instructions at once").And.Contain("`scaling");
        MeasuredTable table = MeasurementFile.Read(stem + ".json").Tables.Single();
        table.Rows.Select(r => (r.Name, MeasurementFile.Figure(r.Figures, "size"), r.Milliseconds)).Should().Equal(result.Points.Select(p => (p.Size.ToString("F0"), p.Size, p.Milliseconds)));
        table.Figures.Should().Equal(("exponent", result.Law.Exponent), ("exponentLow", result.Law.Low), ("exponentHigh", result.Law.High));
        File.ReadAllBytes(stem + ".png").AsSpan(1, 3).ToArray().Should().Equal("PNG"u8.ToArray());
    }

    [Fact]
    public void Sizes_run_in_turns()
    {
        List<int> order = [];
        ScalingCurve curve = new("a", "a", [(1, () => order.Add(1)), (2, () => order.Add(2)), (3, () => order.Add(3))]);

        using ITimeline timeline = new ClockTimeline();
        ScalingMeasurement.Run(curve, timeline, 2, new MeasurementOrigin("scaling", "none", "now"));

        order.Should().Equal(1, 2, 3, 1, 2, 3, 1, 2, 3);
    }
}
