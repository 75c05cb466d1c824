using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;

namespace InstructRec.Training;

/// <summary>Takes steps: gradients of one or several batches, clipped, then the optimiser.</summary>
/// <remarks>Not thread-safe; use on the thread that owns the network. Owns nothing.</remarks>
public sealed class TrainingStepper
{
    private readonly double _clipNorm;
    private readonly bool _fillsUp;

    /// <summary>Puts the parts together.</summary>
    /// <param name="network">The network whose parameters lie in the optimiser's buffer.</param>
    /// <param name="objective">What is made small.</param>
    /// <param name="optimiser">What changes the weights.</param>
    /// <param name="clipNorm">The largest norm of all gradients; 0 for no clipping.</param>
    public TrainingStepper(ITrainableNetwork network, ITrainingObjective objective, IOptimiser optimiser, double clipNorm = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(optimiser);
        ArgumentOutOfRangeException.ThrowIfNegative(clipNorm);
        Network = network;
        Objective = objective;
        Optimiser = optimiser;
        _clipNorm = clipNorm;
        _fillsUp = optimiser.Parameters.HasMaster && optimiser.Parameters.Weights.device_type == DeviceType.CPU;
    }

    /// <summary>The network.</summary>
    public ITrainableNetwork Network { get; }

    /// <summary>What is made small.</summary>
    public ITrainingObjective Objective { get; }

    /// <summary>What changes the weights.</summary>
    public IOptimiser Optimiser { get; }

    /// <summary>Takes one step over several batches, as if they were one (gradient accumulation).</summary>
    /// <param name="batches">At least one batch.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <returns>Loss and norm; where one is not finite the weights are as they were.</returns>
    public StepReport Step(IReadOnlyList<TrainingBatch> batches, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(batches);
        double divisor = batches.Sum(b => b.TotalWeight);
        double loss = 0;
        ParameterBuffer parameters = Optimiser.Parameters;
        parameters.ZeroGradients();
        foreach (TrainingBatch batch in batches)
        {
            loss += Objective.Backward(Network, _fillsUp ? batch.FilledTo(BatchOptions.HalfPrecisionMultiple) : batch, divisor);
        }

        if (!double.IsFinite(loss))
        {
            return new StepReport(loss, double.NaN);
        }

        parameters.Collect();
        StepReport report = new(loss, GradientClipping.ByGlobalNorm(parameters, _clipNorm));
        if (report.IsFinite)
        {
            Optimiser.Step(learningRate);
        }

        return report;
    }
}
