using InstructRec.Training.Batches;

namespace InstructRec.Training.Objectives;

/// <summary>What a network is trained to make small.</summary>
public interface ITrainingObjective
{
    /// <summary>What must be the same when a run is resumed, as texts by name.</summary>
    IReadOnlyDictionary<string, string> Describe() => new OptionTexts().With("Objective", GetType().Name).All;

    /// <summary>Computes the loss of a batch and adds its gradients to those of the network's parameters.</summary>
    /// <param name="network">The network; its parameters have gradients to add to.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="divisor">By what the summed loss is divided: the label weights of all batches of the step.</param>
    /// <returns>The summed loss divided by <paramref name="divisor"/>; NaN or infinite where the network diverged.</returns>
    double Backward(ITrainableNetwork network, TrainingBatch batch, double divisor);
}
