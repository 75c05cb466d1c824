using InstructRec.Checkpoints;
using InstructRec.T5;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>A T5 of which only a LoRA adapter is trained: the optimiser and every checkpoint hold the adapter's matrices and nothing else.</summary>
/// <remarks>
/// Saved in PEFT's form, so that <see cref="LoraFolder.Load"/> and PEFT read it. The adapter is applied here if it was not; set the network's dropout generator before.
/// Both stay the caller's; removing the adapter lets the network's own weights ask for gradients again.
/// </remarks>
public sealed class LoraNetwork : ITrainableNetwork
{
    private const string HeadName = "lm_head";
    private readonly T5Network _network;
    private readonly LoraAdapter _adapter;

    /// <summary>Makes a network trainable through an adapter.</summary>
    /// <param name="network">The network; borrowed, its own weights stop asking for gradients.</param>
    /// <param name="adapter">An adapter made for it; borrowed.</param>
    /// <exception cref="InstructRecException">The adapter updates the head by small matrices, which the loss in chunks does not go through (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public LoraNetwork(T5ForConditionalGeneration network, LoraAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(adapter);
        if (adapter.Parameters.Keys.Any(n => n.StartsWith(HeadName + ".lora_", StringComparison.Ordinal)))
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "an update of the head cannot be trained", HeadName, "Put lm_head into ModulesToSave: its whole matrix is trained then");
        }

        _network = new T5Network(network);
        _adapter = adapter;
        if (!adapter.IsApplied)
        {
            adapter.Apply(forTraining: true);
        }

        Head = adapter.Parameters.GetValueOrDefault(HeadName + ".weight") ?? _network.Head;
    }

    /// <summary>The adapter.</summary>
    public LoraAdapter Adapter => _adapter;

    /// <summary>As <see cref="T5Network.RecomputesBlocks"/>.</summary>
    public bool RecomputesBlocks
    {
        get => _network.RecomputesBlocks;
        set => _network.RecomputesBlocks = value;
    }

    /// <inheritdoc/>
    public T5Config Config => _network.Config;

    /// <inheritdoc/>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters => _adapter.Parameters.Select(p => (p.Key, p.Value));

    /// <inheritdoc/>
    public Parameter Head { get; }

    /// <inheritdoc/>
    public Generator? DropoutGenerator => _network.DropoutGenerator;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => new OptionTexts()
        .With(_network.Describe())
        .With("LoraRank", _adapter.Config.Rank)
        .With("LoraAlpha", _adapter.Config.Alpha)
        .With("LoraDropout", _adapter.Config.DropoutRate)
        .With("LoraTargets", string.Join(", ", _adapter.Config.TargetModules))
        .With("LoraSaved", string.Join(", ", _adapter.Config.ModulesToSave))
        .All;

    /// <inheritdoc/>
    public void SetTraining(bool training) => _network.SetTraining(training);

    /// <inheritdoc/>
    public Tensor Encode(Tensor ids, Tensor mask) => _network.Encode(ids, mask);

    /// <inheritdoc/>
    public Tensor Decode(Tensor ids, Tensor depths, int maxDepth, Tensor visible, Tensor encoded, Tensor mask) => _network.Decode(ids, depths, maxDepth, visible, encoded, mask);

    /// <inheritdoc/>
    public void Backward(Tensor states, Tensor gradient) => _network.Backward(states, gradient);

    /// <summary>Writes the adapter as a PEFT folder, its matrices in their own type, and the manifest beside it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="options">The manifest; type and vocabulary are the base network's and are not written.</param>
    public void Save(string folder, PretrainedSaveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        LoraFolder.Save(_adapter, folder);
        options.Manifest?.Write(folder);
    }

    /// <inheritdoc/>
    public void Load(string folder)
    {
        using LoraAdapter saved = LoraFolder.Load(folder, _network.Model);
        using IDisposable noGradient = no_grad();
        bool alike = saved.Config.Scaling == _adapter.Config.Scaling && saved.Parameters.Count == _adapter.Parameters.Count
            && saved.Parameters.All(p => _adapter.Parameters.TryGetValue(p.Key, out Parameter? own) && own.shape.AsSpan().SequenceEqual(p.Value.shape));
        if (!alike)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Checkpoint, "the run was begun with another adapter", folder, "Resume with the same rank, factor and target modules, or start a new run in another folder");
        }

        foreach ((string name, Parameter parameter) in saved.Parameters)
        {
            _adapter.Parameters[name].copy_(parameter);
        }
    }
}
