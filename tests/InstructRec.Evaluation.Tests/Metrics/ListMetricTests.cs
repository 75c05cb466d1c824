using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Tests.Metrics;

public sealed class ListMetricTests
{
    [Fact]
    public void Coverage_counts_distinct_items_of_the_first_k()
    {
        int[][] lists = [[1, 2, 3], [1, 4, 5]];
        new Coverage(1).Of(lists, 10).Should().Be(0.1);
        new Coverage(2).Of(lists, 10).Should().BeApproximately(0.3, 1e-12);
        new Coverage(3).Name.Should().Be("coverage@3");
        FluentActions.Invoking(() => new Coverage(4).Of(lists, 10)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Novelty_is_the_mean_information_of_what_is_shown()
    {
        new Novelty(1).Of([[0], [1]], [4, 4]).Should().Be(1);
        new Novelty(1).Of([[0], [1]], [2, 6]).Should().BeApproximately((2 - Math.Log2(0.75)) / 2, 1e-12);
        new Novelty(1).Of([[1]], [8, 0]).Should().Be(3, "an item without interactions counts as one");
    }

    [Fact]
    public void A_paired_test_finds_a_difference_and_does_not_find_none()
    {
        double[] worse = [.. Enumerable.Range(0, 200).Select(i => i % 3 == 0 ? 1.0 : 0)];
        double[] better = [.. worse.Select((v, i) => i % 10 == 1 ? 1 : v)];
        PairedTest test = PairedTest.Of(better, worse);
        test.PValue.Should().BeLessThan(0.001);
        test.Difference.ExcludesZero.Should().BeTrue();
        PairedTest.Of(worse, better).PValue.Should().Be(test.PValue);
        double[] moved = [.. worse.Skip(3), .. worse.Take(3)];
        PairedTest.Of(worse, moved).PValue.Should().BeGreaterThan(0.3);
        new PairedTest(new Interval(0, 0, 0), 1).ToString().Should().EndWith("p = 1.0000");
        new PairedTest(new Interval(0, 0, 0), 0.0001).ToString().Should().EndWith("p < .0005");
        PairedTest.Of(worse, worse).PValue.Should().Be(1);

        // Four people, all for the first: two of the sixteen choices of signs are as large.
        PairedTest.Of([1, 1, 1, 1], [0, 0, 0, 0]).PValue.Should().BeApproximately(0.125, 0.01);
    }

    [Fact]
    public void The_spread_over_seeds_is_the_sample_deviation()
    {
        SeedSpread spread = SeedSpread.Of([0.66, 0.67, 0.68]);
        spread.Mean.Should().BeApproximately(0.67, 1e-12);
        spread.Deviation.Should().BeApproximately(0.01, 1e-12);
        spread.ToString().Should().Be(".6700 ± .0100 (.6600–.6800, 3 seeds)");
        FluentActions.Invoking(() => SeedSpread.Of([0.5])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Reliability_compares_how_sure_with_how_right()
    {
        Reliability sure = Reliability.Of([0.9, 0.9, 0.9, 0.9, 0.3], [true, true, false, false, false]);
        sure.Bins.Should().HaveCount(2);
        sure.Bins[1].Count.Should().Be(4);
        sure.Bins[1].Right.Should().Be(0.5);
        sure.ExpectedError.Should().BeApproximately(((0.4 * 4) + 0.3) / 5, 1e-9);
        Reliability.Of([1], [true]).ExpectedError.Should().Be(0);
        FluentActions.Invoking(() => Reliability.Of([double.NaN], [true])).Should().Throw<ArgumentException>();
    }
}
