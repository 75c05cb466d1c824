using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Self-attention, in a decoder cross-attention, and feed-forward; each adds to the residual stream what it makes of its norm.</summary>
internal sealed class T5Block : nn.Module
{
    private readonly Dropout _dropout;
    private readonly ModuleList<nn.Module> layer;

    public T5Block(T5Config config, bool decoder, RelativePositionBias? bias, T5Kernels kernels, Device device, ScalarType type)
        : base(nameof(T5Block))
    {
        _dropout = kernels.Dropout;
        layer = new ModuleList<nn.Module>(
            new T5Layer<T5Attention>("SelfAttention", new T5Attention(config, kernels, bias, device, type), config, device, type));
        if (decoder)
        {
            layer.append(new T5Layer<T5Attention>("EncDecAttention", new T5Attention(config, kernels, null, device, type), config, device, type));
        }

        layer.append(new T5Layer<T5FeedForward>("DenseReluDense", new T5FeedForward(config, kernels, device, type), config, device, type));
        RegisterComponents();
    }

    public T5Attention SelfAttention => Self.Inner;

    public T5Attention? CrossAttention => Cross?.Inner;

    public T5FeedForward FeedForward => Last.Inner;

    private T5Layer<T5Attention> Self => (T5Layer<T5Attention>)layer[0];

    private T5Layer<T5Attention>? Cross => layer.Count == 3 ? (T5Layer<T5Attention>)layer[1] : null;

    private T5Layer<T5FeedForward> Last => (T5Layer<T5FeedForward>)layer[layer.Count - 1];

    /// <summary>A whole sequence: [batch, length, d_model] to the same.</summary>
    public Tensor Apply(Tensor hidden, Tensor mask, CrossKeysValues? encoded, Tensor? encodedMask)
    {
        using DisposeScope scope = NewDisposeScope();
        hidden = Add(hidden, Self.Inner.AttendSelf(Self.Norm.Apply(hidden), mask));
        return Rest(hidden, encoded, encodedMask).MoveToOuterDisposeScope();
    }

    /// <summary>One more token per row: [rows, 1, d_model] to the same.</summary>
    public Tensor ApplyStep(Tensor hidden, KeyValueCache cache, int index, Tensor mask, CrossKeysValues encoded, Tensor? encodedMask)
    {
        using DisposeScope scope = NewDisposeScope();
        hidden = Add(hidden, Self.Inner.AttendStep(Self.Norm.Apply(hidden), cache, index, mask));
        return Rest(hidden, encoded, encodedMask).MoveToOuterDisposeScope();
    }

    private Tensor Rest(Tensor hidden, CrossKeysValues? encoded, Tensor? encodedMask)
    {
        if (encoded is { } keysAndValues)
        {
            hidden = Add(hidden, Cross!.Inner.AttendTo(Cross.Norm.Apply(hidden), keysAndValues, encodedMask));
        }

        return Add(hidden, Last.Inner.Apply(Last.Norm.Apply(hidden)));
    }

    private Tensor Add(Tensor hidden, Tensor change) => hidden.Plus(_dropout.Apply(change, training));
}
