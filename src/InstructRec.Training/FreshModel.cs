using InstructRec.T5;
using InstructRec.Tokenization;
using InstructRec.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training;

/// <summary>A network that knows nothing yet, with the vocabulary that it will speak.</summary>
/// <remarks>Owns the network: dispose it on the thread that made it.</remarks>
public sealed class FreshModel : IDisposable
{
    private FreshModel(T5ForConditionalGeneration model, T5Tokenizer tokenizer)
    {
        Model = model;
        Tokenizer = tokenizer;
        Network = new T5Network(model);
    }

    /// <summary>The network; owned.</summary>
    public T5ForConditionalGeneration Model { get; }

    /// <summary>The network as training sees it.</summary>
    public T5Network Network { get; }

    /// <summary>Its tokenizer; <c>Tokenizer.Model.Write(path)</c> writes the <c>spiece.model</c> that belongs beside the weights.</summary>
    public T5Tokenizer Tokenizer { get; }

    /// <summary>Draws a network's weights as T5 does, from a generator of its own.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="vocabulary">Its pieces, for example T5's cut down to a corpus (<see cref="Mixtures.InstructionCorpus"/>).</param>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="device">Where it lies; the CPU where <see langword="null"/>.</param>
    /// <param name="dtype">The type it computes in; float32 where <see langword="null"/>. In bfloat16 the optimiser keeps float32 copies.</param>
    public static FreshModel Create(FreshModelSize size, SentencePieceModel vocabulary, long seed, Device? device = null, ScalarType? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(vocabulary);
        T5Tokenizer tokenizer = new(vocabulary, extraIds: 0);
        using DisposeScope scope = NewDisposeScope();
        T5ForConditionalGeneration model = new(size.Config(tokenizer.VocabularySize), device, dtype);
        using Generator generator = new((ulong)seed, device);
        model.InitializeWeights(generator);
        model.eval();
        foreach ((_, TorchSharp.Modules.Parameter parameter) in model.named_parameters())
        {
            parameter.DetachFromDisposeScope();
        }

        return new FreshModel(model, tokenizer);
    }

    /// <summary>Draws a retrieval head for the network, from a generator of its own.</summary>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="options">What the head is made of; the defaults where <see langword="null"/>.</param>
    /// <returns>A head of the network's type, on its device; the caller disposes it.</returns>
    public RetrievalHead CreateRetrievalHead(long seed, RetrievalHeadOptions? options = null)
    {
        RetrievalHead head = new(Model.Config, Model.Device, Network.Head.dtype, options);
        using Generator generator = new((ulong)seed + 1, Model.Device);
        head.InitializeWeights(generator);
        return head;
    }

    /// <summary>Lets the network begin with what a pretrained head knows of pieces: their vectors become its embedding, at the size that T5 draws them in.</summary>
    /// <param name="head">A head for this network (<see cref="Objectives.RetrievalPretraining"/>).</param>
    public void BeginWith(RetrievalHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor known = head.Pieces.narrow(0, 0, head.VocabularySize).to_type(ScalarType.Float32);
        if (head.Width != Model.Config.ModelDimension)
        {
            // A random projection keeps what is near near.
            using Generator generator = new(1, Model.Device);
            known = matmul(known, empty([head.Width, Model.Config.ModelDimension], device: Model.Device).normal_(0, 1, generator));
        }

        double size = Math.Sqrt(known.Squared().mean().item<float>());
        Model.Embedding.Weight.copy_(known.Times(1 / Math.Max(size, 1e-9)));
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
