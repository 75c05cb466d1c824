using InstructRec.Training.Batches;

namespace InstructRec.Training.Checkpoints;

/// <summary>Where a run stands, but for weights and the optimiser's tensors: the file <c>training.json</c> of the last checkpoint.</summary>
public sealed record TrainingState
{
    /// <summary>Steps taken.</summary>
    public long Step { get; init; }

    /// <summary>The place of the next batch.</summary>
    public BatchPosition Position { get; init; }

    /// <summary>Seconds spent, over all resumptions.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>The part of the budget that was spent when the warm-up ended.</summary>
    public double WarmupProgress { get; init; }

    /// <summary>Validations done.</summary>
    public int Validations { get; init; }

    /// <summary>Validations since the best one.</summary>
    public int WithoutImprovement { get; init; }

    /// <summary>Instructions seen.</summary>
    public long Examples { get; init; }

    /// <summary>Targets seen.</summary>
    public long Targets { get; init; }

    /// <summary>The loss of the last steps.</summary>
    public double Loss { get; init; }

    /// <summary>The loss averaged over about fifty steps; null before the first.</summary>
    public double? SmoothedLoss { get; init; }

    /// <summary>The lowest value of <see cref="SmoothedLoss"/> so far.</summary>
    public double? LowestLoss { get; init; }

    /// <summary>The best scores so far.</summary>
    public ValidationScores? Best { get; init; }

    /// <summary>The latest scores.</summary>
    public ValidationScores? Last { get; init; }

    /// <summary>Steps of the optimiser.</summary>
    public long OptimiserSteps { get; init; }

    /// <summary>What must be the same when the run is resumed.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
