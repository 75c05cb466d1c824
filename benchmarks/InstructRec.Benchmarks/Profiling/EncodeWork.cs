using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>Reading instructions: the encoder, and the keys and values that every decoder layer wants of it.</summary>
internal sealed class EncodeWork(T5ForConditionalGeneration model, int batch, int length) : IProfiledWork
{
    private readonly Tensor _ids = RandomNetwork.Tokens(model.Config, batch, length, model.Device);

    public string Description => FormattableString.Invariant($"encode {batch} instructions of {length} tokens");

    public float[] Whole()
    {
        using EncodedInstruction encoded = model.Encode(_ids, null);
        return Numbers(encoded);
    }

    public float[] Parts(PartClock clock)
    {
        using EncodedInstruction encoded = new DissectedNetwork(model, clock).Encode(_ids);
        return Numbers(encoded);
    }

    public void Dispose() => _ids.Dispose();

    /// <summary>A few numbers, small enough not to weigh in the time.</summary>
    private static float[] Numbers(EncodedInstruction encoded)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor part = encoded.Layers[^1].Values.reshape(-1).narrow(0, 0, 16).to_type(ScalarType.Float32).cpu();
        return part.data<float>().ToArray();
    }
}
