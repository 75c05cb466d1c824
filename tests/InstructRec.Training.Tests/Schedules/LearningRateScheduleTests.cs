using InstructRec.Training.Schedules;

namespace InstructRec.Training.Tests.Schedules;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(ScheduleKind.Linear, 4, 0.4)]
    [InlineData(ScheduleKind.Linear, 55, 0.5)]
    [InlineData(ScheduleKind.Linear, 100, 0)]
    [InlineData(ScheduleKind.Cosine, 10, 1)]
    [InlineData(ScheduleKind.Cosine, 55, 0.5)]
    [InlineData(ScheduleKind.Cosine, 100, 0)]
    [InlineData(ScheduleKind.InverseSquareRoot, 10, 1)]
    [InlineData(ScheduleKind.InverseSquareRoot, 40, 0.5)]
    [InlineData(ScheduleKind.Constant, 99, 1)]
    public void Warms_up_and_goes_on_as_transformers_does(ScheduleKind kind, long step, double expected) =>
        new LearningRateSchedule(kind, 1, 10).At(TrainingMoment.OfSteps(step, 100, 10)).Should().BeApproximately(expected, 1e-12);

    [Fact]
    public void Ends_at_zero_with_the_time_however_many_steps_that_was() =>
        new LearningRateSchedule(ScheduleKind.Linear, 2, 10).At(new TrainingMoment(7, 1, 0.2)).Should().BeApproximately(1.4, 1e-12, "the warm-up goes by steps");

    [Fact]
    public void Falls_from_where_the_warm_up_ended_in_time() =>
        new LearningRateSchedule(ScheduleKind.Linear, 2, 10).At(new TrainingMoment(500, 0.6, 0.2)).Should().BeApproximately(1, 1e-12);
}
