using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;

namespace InstructRec.Evaluation.Tests.Protocols;

public sealed class SeedAverageTests
{
    private static readonly HitRate First = new(1);

    [Fact]
    public void Each_person_counts_once_with_the_average_and_the_spread_is_that_of_the_means()
    {
        SeedAverage average = new("two", [Result(1, 2, 2, 1), Result(1, 1, 2, 1)]);
        average.Count.Should().Be(2);
        average.Values(First).Should().Equal(1, 0.5, 0, 1);
        SeedSpread spread = average.Spread(First);
        (spread.Low, spread.High, spread.Mean).Should().Be((0.5, 0.75, 0.625));
        new SeedAverage("one", [Result(1, 2, 2, 1)]).Invoking(a => a.Spread(First)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Two_systems_are_compared_by_their_averages_whatever_their_numbers_of_trainings()
    {
        SeedAverage three = new("three", [Result(1, 1, 1, 2), Result(1, 1, 2, 2), Result(1, 1, 2, 2)]);
        SeedAverage one = new("one", [Result(2, 2, 2, 2)]);
        PairedTest test = three.Against(one, First);
        test.Difference.Mean.Should().BeApproximately((1 + 1 + (1 / 3.0) + 0) / 4, 1e-12);
        one.Against(three, First).Difference.Mean.Should().BeApproximately(-test.Difference.Mean, 1e-12);
        three.Invoking(t => t.Against(new SeedAverage("others", [Result(1, 1)]), First)).Should().Throw<ArgumentException>().WithMessage("*'three'*'others'*");
        FluentActions.Invoking(() => new SeedAverage("mixed", [Result(1, 1), Result(1, 1, 1)])).Should().Throw<ArgumentException>();
    }

    private static EvaluationResult Result(params int[] ranks) => new(
        "system", "set", SplitPart.Test, 1, false, [.. ranks.Select((_, i) => $"p{i}")], [.. ranks.Select(r => new TargetRank(r - 1, 0, 0, 10))], TimeSpan.Zero);
}
