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

    private RecomputedPass? _pass;

    /// <summary>
    /// Whether blocks are computed a second time on the way back instead of being remembered (gradient checkpointing); off by default. A step takes about a third more time
    /// and, beside weights and optimiser, the memory of one block instead of all.
    /// </summary>
    public bool RecomputesBlocks { get; set; }

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
    public Tensor Encode(Tensor ids, Tensor mask)
    {
        _pass = RecomputesBlocks && is_grad_enabled() ? new RecomputedPass(_network) : null;
        return _pass?.Encode(ids, mask) ?? _network.EncodeHidden(ids, mask);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor ids, Tensor depths, int maxDepth, Tensor visible, Tensor encoded, Tensor mask)
    {
        PackedTargets targets = new(ids, depths, visible, maxDepth);
        return _pass?.Decode(targets, encoded, mask) ?? _network.DecodePacked(targets, encoded, mask);
    }

    /// <inheritdoc/>
    public void Backward(Tensor states, Tensor gradient)
    {
        if (_pass is null)
        {
            autograd.backward([states], [gradient]);
            return;
        }

        _pass.Backward(states, gradient);
        _pass = null;
    }

    /// <inheritdoc/>
    public void Save(string folder, PretrainedSaveOptions options) => PretrainedFolder.Save(_network, Config, folder, options);

    /// <inheritdoc/>
    public void Load(string folder)
    {
        PretrainedFolder saved = PretrainedFolder.Open(folder);
        if (saved.Config != Config)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Checkpoint, "the run was begun with a network of other sizes", folder, "Resume with the same sizes, or start a new run in another folder");
        }

        saved.LoadInto(_network);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => new OptionTexts().With("Precision", Head.dtype).With("DropoutRate", _network.DropoutRate).All;

    private static Parameter HeadOf(T5ForConditionalGeneration network)
    {
        ArgumentNullException.ThrowIfNull(network);
        string name = network.Config.HasOwnHead ? "lm_head.weight" : "shared.weight";
        return network.named_parameters().First(p => p.name == name).parameter;
    }
}
