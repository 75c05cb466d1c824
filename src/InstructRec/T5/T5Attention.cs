using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Multi-head attention without a scale; all heads together need not be as wide as the residual stream.</summary>
internal sealed class T5Attention : nn.Module
{
    private readonly T5Kernels _kernels;
    private readonly int _heads;
    private readonly int _width;
    private readonly Projection q;
    private readonly Projection k;
    private readonly Projection v;
    private readonly Projection o;
    private readonly RelativePositionBias? relative_attention_bias;

    public T5Attention(T5Config config, T5Kernels kernels, RelativePositionBias? bias, Device device, ScalarType type)
        : base(nameof(T5Attention))
    {
        _kernels = kernels;
        _heads = config.HeadCount;
        _width = config.KeyValueDimension;
        int model = config.ModelDimension, inner = config.InnerDimension;
        q = new Projection(model, inner, kernels.Linear, device, type);
        k = new Projection(model, inner, kernels.Linear, device, type);
        v = new Projection(model, inner, kernels.Linear, device, type);
        o = new Projection(inner, model, kernels.Linear, device, type);
        relative_attention_bias = bias;
        RegisterComponents();
    }

    public Projection Query => q;

    public Projection Key => k;

    public Projection Value => v;

    public Projection Output => o;

    public RelativePositionBias? Bias => relative_attention_bias;

    /// <summary>A sequence attends to itself: [batch, length, d_model] to the same.</summary>
    public Tensor AttendSelf(Tensor hidden, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        return Attend(hidden, Split(k.Apply(hidden)), Split(v.Apply(hidden)), mask).MoveToOuterDisposeScope();
    }

    /// <summary>The newest token of each row attends to all that the cache holds: [rows, 1, d_model] to the same.</summary>
    public Tensor AttendStep(Tensor hidden, KeyValueCache cache, int layer, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor keys, Tensor values) = cache.Append(layer, Split(k.Apply(hidden)), Split(v.Apply(hidden)));
        return Attend(hidden, keys, values, mask).MoveToOuterDisposeScope();
    }

    /// <summary>A sequence attends to what the encoder said: [batch, length, d_model] to the same.</summary>
    public Tensor AttendTo(Tensor hidden, CrossKeysValues encoded, Tensor? mask)
    {
        using DisposeScope scope = NewDisposeScope();
        return Attend(hidden, encoded.Keys, encoded.Values, mask).MoveToOuterDisposeScope();
    }

    /// <summary>Keys and values of the encoder's output, [batch, heads, source, d_kv] each.</summary>
    public CrossKeysValues KeysAndValues(Tensor encoderHidden) => new(Split(k.Apply(encoderHidden)), Split(v.Apply(encoderHidden)));

    private Tensor Attend(Tensor hidden, Tensor keys, Tensor values, Tensor? mask)
    {
        // Rows of one instruction (beams) are further queries of it: they share its keys and values.
        long rows = hidden.shape[0], length = hidden.shape[1], batch = keys.shape[0];
        Tensor queries = q.Apply(hidden).view(batch, rows / batch * length, _heads, _width).transpose(1, 2);
        Tensor attended = _kernels.Attention.Attend(queries, keys, values, mask, _kernels.Dropout, training); // [batch, rows / batch * length, inner]
        return o.Apply(attended.view(rows, length, (long)_heads * _width));
    }

    /// <summary>[batch, length, heads * d_kv] to [batch, heads, length, d_kv].</summary>
    private Tensor Split(Tensor projected) => projected.view(projected.shape[0], projected.shape[1], _heads, _width).transpose(1, 2);
}
