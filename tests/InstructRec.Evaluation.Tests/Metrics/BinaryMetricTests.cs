using FsCheck.Xunit;
using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Tests.Metrics;

public sealed class BinaryMetricTests
{
    [Property]
    public bool TheAreaIsTheShareOfPairsWon((byte Score, bool Positive)[] judgements)
    {
        double[] positives = [.. judgements.Where(j => j.Positive).Select(j => (double)(j.Score % 8))];
        double[] negatives = [.. judgements.Where(j => !j.Positive).Select(j => (double)(j.Score % 8))];
        if (positives.Length == 0 || negatives.Length == 0)
        {
            return true;
        }

        double won = positives.SelectMany(p => negatives.Select(n => p > n ? 1 : p == n ? 0.5 : 0)).Average();
        return Math.Abs(AreaUnderCurve.Of([.. judgements.Select(j => (double)(j.Score % 8))], [.. judgements.Select(j => j.Positive)]) - won) < 1e-12;
    }

    [Fact]
    public void AnAreaNeedsBothClassesAndNumbers()
    {
        Action one = () => AreaUnderCurve.Of([1, 2], [true, true]);
        Action nan = () => AreaUnderCurve.Of([1, double.NaN], [true, false]);
        one.Should().Throw<ArgumentException>();
        nan.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void ATiedPairIsHalfRight() => Accuracy.OfPairs([1, 2, 3, 0], [0, 3, 3, -1]).Should().Be(0.625);
}
