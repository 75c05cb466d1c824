using static TorchSharp.torch;

namespace InstructRec.Training.Optimisers;

/// <summary>Changes the weights of a <see cref="ParameterBuffer"/> by its gradients.</summary>
/// <remarks>Implementations own the tensors of their state. Not thread-safe; use on the thread that owns the network.</remarks>
public interface IOptimiser : IDisposable
{
    /// <summary>The weights that it changes; not owned.</summary>
    ParameterBuffer Parameters { get; }

    /// <summary>How many steps it has taken.</summary>
    long StepCount { get; }

    /// <summary>The tensors that, with <see cref="StepCount"/>, are all that a resumed run needs. Borrowed: valid until the next step.</summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>What must be the same when a run is resumed, as texts by name.</summary>
    IReadOnlyDictionary<string, string> Describe() => new OptionTexts().With("Optimiser", GetType().Name).All;

    /// <summary>Takes one step with the gradients as they are in <see cref="ParameterBuffer.Gradients"/>, which may be overwritten.</summary>
    /// <param name="learningRate">The learning rate of this step; optimisers that choose their own ignore it.</param>
    void Step(double learningRate);

    /// <summary>Continues from a saved state.</summary>
    /// <param name="state">What <see cref="State"/> held; copied.</param>
    /// <param name="stepCount">What <see cref="StepCount"/> was.</param>
    /// <exception cref="InstructRecException">A tensor is missing or of another size.</exception>
    void Restore(IReadOnlyDictionary<string, Tensor> state, long stepCount);
}
