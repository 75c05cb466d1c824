using InstructRec.Training.Schedules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace InstructRec.Training.Tests;

public sealed class TuningOptionsTests
{
    [Fact]
    public void Are_read_from_a_section()
    {
        TuningOptions options = TuningOptions.Read(new Section(("Steps", "500"), ("learningRate", "0.0003"), ("Schedule", "constant"), ("Patience", "3"), ("SaveEvery", "50")));
        options.Should().Be(new TuningOptions { Steps = 500, LearningRate = 3e-4, Schedule = ScheduleKind.Constant, Patience = 3, SaveEvery = 50 });
        TuningOptions.Read(new Section(("Duration", "08:00:00"))).Duration.Should().Be(TimeSpan.FromHours(8));
    }

    [Theory]
    [InlineData("Step", "500", "*Training:Step: there is no such setting*")]
    [InlineData("Steps", "many", "*Training:Steps: 'many' is not a whole number*")]
    [InlineData("LearningRate", "1,5", "*Training:LearningRate*")]
    [InlineData("Schedule", "cubic", "*Linear, Cosine*")]
    [InlineData("Duration", "soon", "*hh:mm:ss*")]
    [InlineData("ReportEvery", "99999999999", "*ReportEvery*")]
    [InlineData("Validations", "3", "*Training: exactly one of Steps and Duration*")]
    public void A_setting_that_cannot_work_is_named_in_full(string key, string value, string message) =>
        FluentActions.Invoking(() => TuningOptions.Read(new Section((key, value)))).Should().Throw<InstructRecException>().WithMessage(message)
            .Which.Kind.Should().Be(InstructRecErrorKind.Options);

    /// <summary>A section as appsettings.json gives one, without a package for it.</summary>
    private sealed class Section(params (string Key, string Value)[] settings) : IConfigurationSection
    {
        public string Key => "Training";

        public string Path => "Training";

        public string? Value { get; set; }

        public string? this[string key]
        {
            get => settings.FirstOrDefault(s => s.Key == key).Value;
            set => throw new NotSupportedException();
        }

        public IEnumerable<IConfigurationSection> GetChildren() => settings.Select(s => new Setting(s.Key, s.Value));

        public IChangeToken GetReloadToken() => throw new NotSupportedException();

        public IConfigurationSection GetSection(string key) => new Setting(key, this[key]);
    }

    private sealed class Setting(string key, string? value) : IConfigurationSection
    {
        public string Key => key;

        public string Path => "Training:" + key;

        public string? Value { get; set; } = value;

        public string? this[string inner]
        {
            get => null;
            set => throw new NotSupportedException();
        }

        public IEnumerable<IConfigurationSection> GetChildren() => [];

        public IChangeToken GetReloadToken() => throw new NotSupportedException();

        public IConfigurationSection GetSection(string inner) => new Setting(inner, null);
    }
}
