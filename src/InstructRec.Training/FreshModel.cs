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
    /// <returns>A head of the network's type, on its device; the caller disposes it.</returns>
    public RetrievalHead CreateRetrievalHead(long seed)
    {
        RetrievalHead head = new(Model.Config, Model.Device, Network.Head.dtype);
        using Generator generator = new((ulong)seed + 1, Model.Device);
        head.InitializeWeights(generator);
        return head;
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
