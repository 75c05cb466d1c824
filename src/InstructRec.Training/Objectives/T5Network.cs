using InstructRec.Checkpoints;
using InstructRec.T5;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>A <see cref="T5ForConditionalGeneration"/> as training sees it.</summary>
/// <param name="network">The network; borrowed.</param>
public sealed class T5Network(T5ForConditionalGeneration network) : ITrainableNetwork
{
    private readonly T5ForConditionalGeneration _network = network ?? throw new ArgumentNullException(nameof(network));

    /// <summary>The network itself.</summary>
    public T5ForConditionalGeneration Model => _network;

    /// <inheritdoc/>
    public T5Config Config => _network.Config;

    /// <inheritdoc/>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters => _network.named_parameters();

    /// <inheritdoc/>
    public Parameter Head { get; } = HeadOf(network);

    /// <inheritdoc/>
    public Generator? DropoutGenerator => _network.DropoutGenerator;

    /// <inheritdoc/>
    public void SetTraining(bool training) => _network.train(training);

    /// <inheritdoc/>
    public Tensor Encode(Tensor ids, Tensor mask) => _network.EncodeHidden(ids, mask);

    /// <inheritdoc/>
    public Tensor Decode(Tensor ids, Tensor depths, int maxDepth, Tensor visible, Tensor encoded, Tensor mask) =>
        _network.DecodePacked(new PackedTargets(ids, depths, visible, maxDepth), encoded, mask);

    /// <inheritdoc/>
    public void Save(string folder, PretrainedSaveOptions options) => PretrainedFolder.Save(_network, Config, folder, options);

    /// <inheritdoc/>
    public void Load(PretrainedFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.LoadInto(_network);
    }

    private static Parameter HeadOf(T5ForConditionalGeneration network)
    {
        ArgumentNullException.ThrowIfNull(network);
        string name = network.Config.HasOwnHead ? "lm_head.weight" : "shared.weight";
        return network.named_parameters().First(p => p.name == name).parameter;
    }
}
