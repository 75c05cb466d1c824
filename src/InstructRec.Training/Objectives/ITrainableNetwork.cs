using InstructRec.Checkpoints;
using InstructRec.T5;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>A T5 as training sees it.</summary>
/// <remarks>Not thread-safe: its owner's thread calls it. It is not owned by what it is handed to.</remarks>
public interface ITrainableNetwork
{
    /// <summary>Its sizes.</summary>
    T5Config Config { get; }

    /// <summary>The parameters by their names in a checkpoint; only those that want a gradient are trained.</summary>
    IEnumerable<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>The matrix that turns decoder states into logits, <c>[vocabulary, d_model]</c>: the head's own, or the embedding.</summary>
    Parameter Head { get; }

    /// <summary>Where dropout draws from; its state is saved with the run. <see langword="null"/> where nothing is dropped.</summary>
    Generator? DropoutGenerator { get; }

    /// <summary>Switches dropout on or off.</summary>
    /// <param name="training">Whether steps follow.</param>
    void SetTraining(bool training);

    /// <summary>Reads instructions.</summary>
    /// <param name="ids">Tokens, <c>[batch, source]</c> int64.</param>
    /// <param name="mask">1 for tokens and 0 for padding, <c>[batch, source]</c> int64.</param>
    /// <returns>The encoder's states, <c>[batch, source, d_model]</c>.</returns>
    Tensor Encode(Tensor ids, Tensor mask);

    /// <summary>Reads packed targets.</summary>
    /// <param name="ids">Tokens, <c>[batch, nodes]</c> int64.</param>
    /// <param name="depths">The position of each in its own target, <c>[batch, nodes]</c> int64.</param>
    /// <param name="maxDepth">The largest of the depths.</param>
    /// <param name="visible">Which nodes each may see, <c>[batch, nodes, nodes]</c> bool.</param>
    /// <param name="encoded">What <see cref="Encode"/> gave.</param>
    /// <param name="mask">As for <see cref="Encode"/>.</param>
    /// <returns>The decoder's states after the last norm and before any scaling, <c>[batch, nodes, d_model]</c>.</returns>
    Tensor Decode(Tensor ids, Tensor depths, int maxDepth, Tensor visible, Tensor encoded, Tensor mask);

    /// <summary>Goes back from states that were computed of what <see cref="Encode"/> and <see cref="Decode"/> gave; gradients are added to the parameters'.</summary>
    /// <remarks>Objectives call this and not <c>autograd.backward</c>: a network that computes blocks again has more to do than walk the graph.</remarks>
    /// <param name="states">The states.</param>
    /// <param name="gradient">Their gradient, of their shape.</param>
    void Backward(Tensor states, Tensor gradient) => autograd.backward([states], [gradient]);

    /// <summary>Writes the network as a Hugging Face folder.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="options">Types, vocabulary, manifest.</param>
    void Save(string folder, PretrainedSaveOptions options);

    /// <summary>Reads what <see cref="Save"/> wrote back into the network.</summary>
    /// <param name="folder">A folder of the same sizes.</param>
    /// <exception cref="InstructRecException">It is damaged, or of a network of other sizes (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    void Load(string folder);

    /// <summary>What must be the same when a run is resumed, as texts by name.</summary>
    IReadOnlyDictionary<string, string> Describe() => new OptionTexts().With("Precision", Head.dtype).All;
}
