using System.Globalization;
using InstructRec.Training.Schedules;
using Microsoft.Extensions.Configuration;

namespace InstructRec.Training;

/// <summary>Reads <see cref="TuningOptions"/> from a configuration section: every message names the setting in full, and a misspelt one is refused.</summary>
internal static class TuningSection
{
    public static TuningOptions Read(IConfiguration section)
    {
        TuningOptions options = new();
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            options = With(options, setting);
        }

        try
        {
            return options.Validate();
        }
        catch (InstructRecException e)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, e.What, (section as IConfigurationSection)?.Path ?? nameof(TuningOptions), innerException: e);
        }
    }

    private static TuningOptions With(TuningOptions options, IConfigurationSection setting) => setting.Key.ToUpperInvariant() switch
    {
        "STEPS" => options with { Steps = Whole(setting) },
        "DURATION" => options with { Duration = TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out TimeSpan time) ? time : throw Wrong(setting, "a time as hh:mm:ss") },
        "LEARNINGRATE" => options with { LearningRate = Number(setting) },
        "SCHEDULE" => options with
        {
            Schedule = Enum.TryParse(setting.Value, ignoreCase: true, out ScheduleKind kind) && Enum.IsDefined(kind) ? kind : throw Wrong(setting, $"one of {string.Join(", ", Enum.GetNames<ScheduleKind>())}"),
        },
        "WARMUPSTEPS" => options with { WarmupSteps = Whole(setting) },
        "CLIPNORM" => options with { ClipNorm = Number(setting) },
        "ACCUMULATEDBATCHES" => options with { AccumulatedBatches = Small(setting) },
        "REPORTEVERY" => options with { ReportEvery = Small(setting) },
        "VALIDATIONS" => options with { Validations = Small(setting) },
        "PATIENCE" => options with { Patience = Small(setting) },
        "SAVEEVERY" => options with { SaveEvery = Whole(setting) },
        "DIVERGENCEFACTOR" => options with { DivergenceFactor = Number(setting) },
        _ => throw new InstructRecException(InstructRecErrorKind.Options, "there is no such setting", setting.Path, $"The settings are the properties of {nameof(TuningOptions)}"),
    };

    private static long Whole(IConfigurationSection setting) =>
        long.TryParse(setting.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw Wrong(setting, "a whole number");

    private static int Small(IConfigurationSection setting) => Whole(setting) is >= int.MinValue and <= int.MaxValue and long value ? (int)value : throw Wrong(setting, "a number of that size");

    private static double Number(IConfigurationSection setting) =>
        double.TryParse(setting.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : throw Wrong(setting, "a number");

    private static InstructRecException Wrong(IConfigurationSection setting, string wanted) => new(InstructRecErrorKind.Options, $"'{setting.Value}' is not {wanted}", setting.Path);
}
