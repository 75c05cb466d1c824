using InstructRec.Benchmarks.Scaling;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The fit of the exponent.</summary>
public class ScalingTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.01)]
    public void A_power_law_is_found_again(double exponent, double factor)
    {
        PowerLaw law = PowerLaw.Fit([.. new[] { 10.0, 30, 100, 400 }.Select(size => (size, factor * Math.Pow(size, exponent)))]);

        law.Exponent.Should().BeApproximately(exponent, 1e-9);
        law.Factor.Should().BeApproximately(factor, 1e-9);
        law.StandardError.Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Points_off_the_line_widen_the_error()
    {
        PowerLaw.Fit([(1, 1), (2, 3), (4, 4), (8, 9)]).StandardError.Should().BeInRange(0.01, 0.5);
        double.IsNaN(PowerLaw.Fit([(1, 1), (2, 3)]).StandardError).Should().BeTrue();
    }
}
