using System.Globalization;
using InstructRec.Training.Schedules;

namespace InstructRec.Training;

/// <summary>How long and how fast a run learns, and how often it looks up.</summary>
/// <remarks>The defaults are those that made small networks learn fastest from scratch; for a published checkpoint take a constant 1e-4 to 3e-4.</remarks>
public sealed record TuningOptions
{
    /// <summary>The budget in steps; exactly one of <see cref="Steps"/> and <see cref="Duration"/> is given. A run by steps can be repeated bit for bit.</summary>
    public long? Steps { get; init; }

    /// <summary>The budget in time, validation and saving counted; the learning rate reaches zero at its end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The highest learning rate; 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the learning rate goes on after its warm-up; linear to zero.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Linear;

    /// <summary>Steps until the highest learning rate; 100.</summary>
    public long WarmupSteps { get; init; } = 100;

    /// <summary>The largest norm of all gradients; 1. 0 for no clipping.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>How many batches make one step; 1.</summary>
    public int AccumulatedBatches { get; init; } = 1;

    /// <summary>Steps between two reports of progress; 10.</summary>
    public int ReportEvery { get; init; } = 10;

    /// <summary>How many times a run validates, evenly over its budget, the last time at its end; 4. 0 for never.</summary>
    public int Validations { get; init; } = 4;

    /// <summary>After how many validations without improvement the run stops; never where <see langword="null"/>.</summary>
    public int? Patience { get; init; }

    /// <summary>Steps between two saves of the last state, besides those after each validation; only those where <see langword="null"/>.</summary>
    public long? SaveEvery { get; init; }

    /// <summary>
    /// The run stops when the smoothed loss exceeds this many times its lowest value plus one; 3, <see langword="null"/> for never. A loss that is no number stops it always.
    /// </summary>
    public double? DivergenceFactor { get; init; } = 3;

    /// <summary>Reads options from a configuration section, such as one of appsettings.json, and checks them.</summary>
    /// <param name="section">Its keys are the properties' names; a key of another name is refused.</param>
    /// <returns>The options.</returns>
    /// <exception cref="InstructRecException">A setting is unknown or cannot work (<see cref="InstructRecErrorKind.Options"/>); the message names it by its whole path.</exception>
    public static TuningOptions Read(Microsoft.Extensions.Configuration.IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return TuningSection.Read(section);
    }

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Options"/>); the message names it.</exception>
    public TuningOptions Validate()
    {
        Require(Steps is null != Duration is null, "exactly one of Steps and Duration must be given");
        Require(Steps is null or > 0, "Steps must be positive");
        Require(Duration is null || Duration > TimeSpan.Zero, "Duration must be positive");
        Require(double.IsFinite(LearningRate) && LearningRate > 0, "LearningRate must be positive");
        Require(Enum.IsDefined(Schedule), "Schedule is unknown");
        Require(WarmupSteps >= 0, "WarmupSteps must not be negative");
        Require(double.IsFinite(ClipNorm) && ClipNorm >= 0, "ClipNorm must not be negative");
        Require(AccumulatedBatches >= 1, "AccumulatedBatches must be at least 1");
        Require(ReportEvery >= 1, "ReportEvery must be at least 1");
        Require(Validations >= 0, "Validations must not be negative");
        Require(Patience is null or >= 1, "Patience must be at least 1");
        Require(SaveEvery is null or >= 1, "SaveEvery must be at least 1");
        Require(DivergenceFactor is null or (> 1 and < double.PositiveInfinity), "DivergenceFactor must be greater than 1");
        return this;
    }

    /// <summary>What must be the same when a run is resumed, as texts by name; also what a manifest records.</summary>
    public IReadOnlyDictionary<string, string> Describe() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [nameof(Steps)] = Steps?.ToString(CultureInfo.InvariantCulture) ?? "",
        [nameof(Duration)] = Duration?.ToString("c", CultureInfo.InvariantCulture) ?? "",
        [nameof(LearningRate)] = LearningRate.ToString("R", CultureInfo.InvariantCulture),
        [nameof(Schedule)] = Schedule.ToString(),
        [nameof(WarmupSteps)] = WarmupSteps.ToString(CultureInfo.InvariantCulture),
        [nameof(ClipNorm)] = ClipNorm.ToString("R", CultureInfo.InvariantCulture),
        [nameof(AccumulatedBatches)] = AccumulatedBatches.ToString(CultureInfo.InvariantCulture),
        [nameof(Validations)] = Validations.ToString(CultureInfo.InvariantCulture),
        [nameof(DivergenceFactor)] = DivergenceFactor?.ToString("R", CultureInfo.InvariantCulture) ?? "",
        [nameof(Patience)] = Patience?.ToString(CultureInfo.InvariantCulture) ?? "",
    };

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, rule, nameof(TuningOptions));
        }
    }
}
