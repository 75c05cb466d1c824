using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Tests.Metrics;

public sealed class BootstrapTests
{
    private static readonly double[] Coin = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 1.0 : 0.0)];

    [Fact]
    public void TheIntervalIsAsWideAsTheoryHasIt()
    {
        Interval interval = Bootstrap.Mean(Coin);
        double halfWidth = 1.96 * Math.Sqrt(0.25 * 0.75 / 400);
        interval.Mean.Should().Be(0.25);
        (interval.High - interval.Low).Should().BeApproximately(2 * halfWidth, 0.2 * halfWidth);
        interval.ExcludesZero.Should().BeTrue();
    }

    [Fact]
    public void TheSameSeedGivesTheSameIntervalAndAnotherAnother()
    {
        Bootstrap.Mean(Coin).Should().Be(Bootstrap.Mean(Coin));
        Bootstrap.Mean(Coin, seed: 5).Should().NotBe(Bootstrap.Mean(Coin));
    }

    [Fact]
    public void ADifferenceIsPairedPersonByPerson()
    {
        double[] slightlyBetter = [.. Coin.Select((v, i) => i % 20 == 1 ? 1.0 : v)];
        Interval difference = Bootstrap.Difference(slightlyBetter, Coin);
        difference.Mean.Should().BeApproximately(0.05, 1e-12);
        difference.Low.Should().BePositive("no person is worse, although the two intervals side by side overlap");
        Bootstrap.Difference(Coin, Coin).Should().Be(new Interval(0, 0, 0));
        Bootstrap.Difference(Coin, Coin).ExcludesZero.Should().BeFalse();
    }

    [Fact]
    public void FiguresAreWrittenAsPapersDo()
    {
        new Interval(0.39957, 0.3955, 0.4041).ToString().Should().Be(".3996 (.3955–.4041)");
        new Interval(-0.02, -1, 1).ToString().Should().Be("-.0200 (-1.0000–1.0000)");
    }
}
