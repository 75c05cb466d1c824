using InstructRec.Scoring;

namespace InstructRec.Tests.Scoring;

public class ScoreCorrectionTests
{
    [Fact]
    public void Weights_of_zero_give_the_likelihood_itself()
    {
        CandidateScore score = ScoreCorrection.None.Apply(-12.5, 4, prior: -7, interactionCount: 99);

        score.Total.Should().Be(-12.5);
        (score.PriorPart, score.PopularityPart).Should().Be((0, 0));
    }

    [Fact]
    public void Adds_up_its_visible_parts()
    {
        CandidateScore score = new ScoreCorrection(0.75, 1.5).Apply(-12, 4, prior: -8, interactionCount: 9);

        score.PriorPart.Should().Be(6);
        score.PopularityPart.Should().BeApproximately(1.5 * Math.Log(10), 1e-12);
        score.Total.Should().BeApproximately(-12 + 6 + (1.5 * Math.Log(10)), 1e-12);
        (score.LogLikelihood, score.Prior, score.TokenCount, score.InteractionCount).Should().Be((-12, -8, 4, 9));
    }

    [Fact]
    public void Divides_likelihood_and_prior_by_the_same_length()
    {
        CandidateScore score = new ScoreCorrection(1, 0) { LengthPenalty = 1 }.Apply(-12, 4, prior: -8);

        (score.LikelihoodPart, score.PriorPart).Should().Be((-3, 2));
    }

    [Fact]
    public void Equal_scores_keep_their_input_order() => RankingOrder.Descending([1, 3, 2, 3, 1]).Should().Equal(1, 3, 2, 0, 4);

    [Fact]
    public void Refuses_to_order_NaN() => FluentActions.Invoking(() => RankingOrder.Descending([1, double.NaN])).Should().Throw<ArgumentException>();

    [Fact]
    public void Probabilities_add_up_and_are_marked_uncalibrated_without_a_temperature()
    {
        double[] probabilities = ProbabilityCalibration.Uncalibrated.Probabilities([-1000, -1001, -1002]);

        probabilities.Sum().Should().BeApproximately(1, 1e-12);
        (probabilities[0] / probabilities[1]).Should().BeApproximately(Math.E, 1e-9);
        ProbabilityCalibration.FromTemperature(null).IsCalibrated.Should().BeFalse();
    }

    [Fact]
    public void Finds_the_temperature_that_the_scores_were_made_with()
    {
        // Two candidates at distance 2 t: the better one right in the share that temperature t predicts.
        const double Temperature = 3.5;
        int rightOften = (int)Math.Round(100_000 / (1 + Math.Exp(-2)));
        List<(double[], int)> sets = [.. Enumerable.Range(0, 100_000).Select(i => (new[] { 2 * Temperature, 0.0 }, i < rightOften ? 0 : 1))];

        ProbabilityCalibration fitted = ProbabilityCalibration.Fit(sets);

        fitted.Temperature.Should().BeApproximately(Temperature, 1e-3);
        fitted.IsCalibrated.Should().BeTrue();
    }
}
