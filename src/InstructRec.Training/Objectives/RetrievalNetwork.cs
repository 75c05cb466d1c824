using InstructRec.Checkpoints;
using InstructRec.T5;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>A T5 that is trained together with a <see cref="RetrievalHead"/>; both are saved in one folder.</summary>
/// <param name="network">The network; borrowed.</param>
/// <param name="head">The head, of the same type and on the same device; borrowed.</param>
public sealed class RetrievalNetwork(T5Network network, RetrievalHead head) : ITrainableNetwork
{
    private const string Prefix = "retrieval.";
    private readonly T5Network _network = network ?? throw new ArgumentNullException(nameof(network));
    private readonly RetrievalHead _head = head ?? throw new ArgumentNullException(nameof(head));

    /// <inheritdoc/>
    public T5Config Config => _network.Config;

    /// <inheritdoc/>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters => _network.Parameters.Concat(_head.named_parameters().Select(p => (Prefix + p.name, p.parameter)));

    /// <inheritdoc/>
    public Parameter Head => _network.Head;

    /// <inheritdoc/>
    public Generator? DropoutGenerator => _network.DropoutGenerator;

    /// <inheritdoc/>
    public void SetTraining(bool training)
    {
        _network.SetTraining(training);
        _head.train(training);
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor ids, Tensor mask) => _network.Encode(ids, mask);

    /// <inheritdoc/>
    public Tensor Decode(Tensor ids, Tensor depths, int maxDepth, Tensor visible, Tensor encoded, Tensor mask) => _network.Decode(ids, depths, maxDepth, visible, encoded, mask);

    /// <inheritdoc/>
    public void Backward(Tensor states, Tensor gradient) => _network.Backward(states, gradient);

    /// <inheritdoc/>
    public void Save(string folder, PretrainedSaveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _network.Save(folder, options);
        RetrievalHeadFile.Write(folder, _head, options.DataType);
    }

    /// <inheritdoc/>
    public void Load(string folder)
    {
        _network.Load(folder);
        RetrievalHeadFile.LoadInto(folder, _head);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() => ((ITrainableNetwork)_network).Describe();
}
